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
  readonly exitCode: number;
  readonly env: { get(name: string): string | undefined };
  readonly permissions: { querySync(what: object): { readonly state: string } };
}

/** As much of the global scope as is used here. */
interface DenoScope extends EventTarget {
  readonly Deno: DenoNamespace;
  close?: () => void;
}

const scope = globalThis as unknown as DenoScope;

class DenoRuntime extends WorkerThreadsRuntime {
  override serve(hooks: LoopThreadHooks): void {
    super.serve(hooks);
    announceExits(hooks);
  }

  override environment(name: string): string | undefined {
    const { env, permissions } = scope.Deno;
    const { state } = permissions.querySync({ name: "env", variable: name });
    return state === "granted" ? env.get(name) : undefined;
  }

  /** What is set as `Deno.exitCode` does not show as `process.exitCode`. */
  override exitProcess(code: number): never {
    return super.exitProcess(scope.Deno.exitCode || code);
  }

  /** `Deno.exit` runs no exit listeners, only those of `unload`. */
  protected override listenToExit(listener: () => void): () => void {
    const off = super.listenToExit(listener);
    scope.addEventListener("unload", listener);
    return () => {
      off();
      scope.removeEventListener("unload", listener);
    };
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
    startsWhileBlocked: true,
    receivesAtOnce: true,
    tellsExit: true,
    canUnref: true,
    consoleNeedsParent: false,
    threadOptions: new Set(["env"]),
    uncatchableSignals: new Set(["SIGILL", "SIGFPE", "SIGKILL", "SIGSEGV", "SIGSTOP"]),
  });
}
