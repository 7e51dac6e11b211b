import { createBunRuntime } from "./bun.ts";
import { createDenoRuntime } from "./deno.ts";
import { createNodeRuntime } from "./node.ts";
import type { Runtime } from "./types.ts";

/** The runtime this thread is on. */
export const runtime: Runtime = select();

function select(): Runtime {
  if ("Deno" in globalThis) return createDenoRuntime();
  if ("Bun" in globalThis) return createBunRuntime();
  return createNodeRuntime();
}
