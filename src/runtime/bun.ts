/**
 * Bun.
 *
 * @module
 */

import { printThrough, writeThrough } from "./console.ts";
import type { LoopThreadHooks } from "./types.ts";
import { WorkerThreadsRuntime } from "./worker_threads.ts";

class BunRuntime extends WorkerThreadsRuntime {
  override serve(hooks: LoopThreadHooks): void {
    super.serve(hooks);
    if (!hooks.printsDirectly) return;
    writeThrough(hooks.pause);
    printThrough();
  }
}

/** Bun's adapter. */
export function createBunRuntime(): BunRuntime {
  return new BunRuntime({
    startsWhileBlocked: true,
    receivesAtOnce: true,
    threadOptions: new Set(["env", "directConsole"]),
    uncatchableSignals: new Set(["SIGKILL", "SIGSTOP"]),
  });
}
