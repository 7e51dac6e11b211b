/**
 * Deno, by way of its `node:worker_threads`: its web `Worker` has no `unref`.
 *
 * @module
 */

import { spawnWithPermissions, whyNoPermissions } from "./deno_permissions.ts";
import { process } from "./process.ts";
import type {
  LoopThreadHooks,
  Thread,
  ThreadEvents,
  ThreadOption,
  ThreadOptions,
} from "./types.ts";
import { numberInName } from "./web_worker.ts";
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
  readonly WorkerGlobalScope?: unknown;
  readonly name?: string;
  close?: () => void;
}

const scope = globalThis as unknown as DenoScope;

/** Deno counts its own workers from one, and those that are the web's not at all. */
const FIRST_WEB_ID = 2 ** 20;

class DenoRuntime extends WorkerThreadsRuntime {
  /** `node:worker_threads` knows nothing of the web's workers. */
  override get isMainThread(): boolean {
    return super.isMainThread && scope.WorkerGlobalScope === undefined;
  }

  override get threadId(): number {
    return super.threadId || numberInName(scope.name);
  }

  override whenBooted(begin: (data: unknown) => void): void {
    if (!super.isMainThread) return super.whenBooted(begin);
    const listener = (event: Event) => begin((event as MessageEvent).data);
    if (!this.isMainThread) scope.addEventListener("message", listener, { once: true });
  }

  override whyNot(option: ThreadOption): string | undefined {
    if (option !== "permissions") return super.whyNot(option);
    return whyNoPermissions((name) => this.environment(name));
  }

  override spawn(options: ThreadOptions, events: ThreadEvents): Thread {
    if (options.permissions === undefined) return super.spawn(options, events);
    return spawnWithPermissions({ ...options, id: FIRST_WEB_ID + options.id }, events);
  }

  override serve(hooks: LoopThreadHooks): void {
    super.serve(hooks);
    announceExits(hooks);
  }

  override environment(name: string): string | undefined {
    const { env, permissions } = scope.Deno;
    const { state } = permissions.querySync({ name: "env", variable: name });
    return state === "granted" ? env.get(name) : undefined;
  }

  /**
   * Without the last line of `process.exit`, which computes until the maker of the thread has it terminated: for
   * ever, where the maker has ended.
   */
  override leaveThread(code: number): void {
    const end = new Error("This thread has ended");
    process.reallyExit = (code) => {
      scope.Deno.exit(code);
      throw end;
    };
    try {
      this.exitThread(code);
    } catch (error) {
      if (error !== end) throw error;
    }
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
    threadOptions: new Set(["env"]),
    uncatchableSignals: new Set(["SIGILL", "SIGFPE", "SIGKILL", "SIGSEGV", "SIGSTOP"]),
  });
}
