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
    writeThrough(hooks.pause);
    printThrough(hooks.pause);
  }
}

/** Bun's adapter. */
export function createBunRuntime(): BunRuntime {
  return new BunRuntime({
    startsWhileBlocked: true,
    receivesAtOnce: true,
    tellsExit: true,
    canUnref: true,
    consoleNeedsParent: true,
    threadOptions: new Set(["env"]),
    uncatchableSignals: new Set(["SIGKILL", "SIGSTOP"]),
  });
}
