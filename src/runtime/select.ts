import { createBrowserRuntime } from "./browser.ts";
import { createBunRuntime } from "./bun.ts";
import { createDenoRuntime } from "./deno.ts";
import { createNodeRuntime } from "./node.ts";
import { type NodeProcess, nodeProcess } from "./process.ts";
import type { Runtime } from "./types.ts";

/** The runtime this thread is on. */
export const runtime: Runtime = select();

function select(): Runtime {
  if ("Deno" in globalThis) return createDenoRuntime();
  if ("Bun" in globalThis) return createBunRuntime();
  return isNode(nodeProcess()) ? createNodeRuntime() : createBrowserRuntime();
}

/** The pages of Electron, and their workers, may have a `process` and are pages all the same. */
function isNode(process: NodeProcess | undefined): boolean {
  if (process?.versions?.node === undefined) return false;
  return process.type !== "renderer" && process.type !== "worker";
}
