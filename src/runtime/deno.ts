/**
 * Deno, by way of its `node:worker_threads`: its web `Worker` has no `unref`.
 *
 * @module
 */

import type { LoopThreadHooks } from "./types.ts";
import { WorkerThreadsRuntime } from "./worker_threads.ts";

/** As much of the `Deno` namespace as is used here. */
interface DenoNamespace {
  exit: (code?: number) => never;
}

const scope = globalThis as unknown as { readonly Deno: DenoNamespace; close?: () => void };

class DenoRuntime extends WorkerThreadsRuntime {
  override serve(hooks: LoopThreadHooks): void {
    super.serve(hooks);
    announceExits(hooks);
  }
}

/**
 * `Deno.exit` and `self.close` run no exit listeners; a thread blocked on this one would not hear
 * of its end.
 */
function announceExits(hooks: LoopThreadHooks): void {
  const { exit } = scope.Deno;
  const { close } = scope;
  scope.Deno.exit = (code = 0) => {
    hooks.exit(code);
    return exit(code);
  };
  scope.close = () => {
    hooks.exit(0);
    close?.call(globalThis);
  };
}

/** Deno's adapter. */
export function createDenoRuntime(): DenoRuntime {
  return new DenoRuntime({
    canBlockMainThread: true,
    canUnref: true,
    consoleNeedsParent: false,
    threadOptions: new Set(["env"]),
  });
}
