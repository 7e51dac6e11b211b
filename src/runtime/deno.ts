/**
 * Deno, by way of its `node:worker_threads`: its web `Worker` has no `unref`.
 *
 * @module
 */

import { spawnWithPermissions, whyNoPermissions } from "./deno_permissions.ts";
import { entryUrl, missingEntry } from "./entry_url.ts";
import { builtin, nodeProcess } from "./process.ts";
import type { Environment, ThreadEnvironment } from "./thread_environment.ts";
import type {
  LoopThreadHooks,
  Thread,
  ThreadEvents,
  ThreadOption,
  ThreadOptions,
} from "./types.ts";
import { numberInName } from "./web_worker.ts";
import { type DaemonTimers, WorkerThreadsRuntime } from "./worker_threads.ts";

/** As much of the `Deno` namespace as is used here. */
interface DenoNamespace {
  exit: (code?: number) => never;
  readonly exitCode: number;
  readonly build: { readonly standalone: boolean };
  readonly env: { get(name: string): string | undefined };
  readonly unrefTimer: (timer: number) => void;
  readonly permissions: { querySync(what: object): { readonly state: string } };
}

/** As much of the global scope as is used here. */
interface DenoScope extends EventTarget {
  readonly Deno: DenoNamespace;
  readonly WorkerGlobalScope?: unknown;
  readonly constructor: { readonly name: string };
  readonly name?: string;
  readonly setTimeout: (callback: () => void, milliseconds: number) => number | { unref(): void };
  readonly clearTimeout: (timer: number | object) => void;
  close?: () => void;
}

const scope = globalThis as unknown as DenoScope;

/** Deno counts its own workers from one, and those that are the web's not at all. */
const FIRST_WEB_ID = 2 ** 20;

/** The class of the first thread's global scope; those of all others are named otherwise. */
const FIRST_SCOPE = "Window";

class DenoRuntime extends WorkerThreadsRuntime {
  /**
   * What Deno is asked for as Node's takes long to come, and is not needed to know the first thread.
   * `node:worker_threads` knows nothing of the web's workers.
   */
  override get isMainThread(): boolean {
    if (scope.constructor.name === FIRST_SCOPE) return true;
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
    const { url: chosen, permissions } = options;
    const refusal = refusalOf(chosen);
    if (refusal !== undefined) throw refusal;
    const url = localUrl(chosen ?? entryUrl());
    if (permissions === undefined) return super.spawn({ ...options, url }, events);
    return spawnWithPermissions({ ...options, id: FIRST_WEB_ID + options.id }, events);
  }

  override serve(hooks: LoopThreadHooks): void {
    super.serve(hooks);
    announceExits(hooks);
  }

  override environment(name: string): string | undefined {
    return isGranted({ name: "env", variable: name }) ? scope.Deno.env.get(name) : undefined;
  }

  /** To copy it, Deno would ask for the permission to read all of it. */
  protected override environmentFor(given: Environment | undefined): ThreadEnvironment {
    return { env: given ?? (isGranted({ name: "env" }) ? undefined : this.sharedEnvironment) };
  }

  /**
   * Without the last line of `process.exit`, which computes until the maker of the thread has it terminated: for
   * ever, where the maker has ended.
   */
  override leaveThread(code: number): void {
    const process = nodeProcess();
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

/** Whether the program has a permission. Nobody is asked. */
function isGranted(what: object): boolean {
  return scope.Deno.permissions.querySync(what).state === "granted";
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

/**
 * Why a thread can surely not begin with a module, where that can be told. Deno would tell it by an event, which a
 * blocked thread gets none of. What is in a package of npm's may be read without a permission, and what is in an
 * executable that `deno compile` has made need not be a file.
 *
 * @param chosen The module; `undefined` for the library's own, which imports from the folder above its own.
 */
function refusalOf(chosen: URL | undefined): Error | undefined {
  const url = chosen ?? entryUrl();
  if (url.protocol !== "file:" || scope.Deno.build.standalone) return undefined;
  const { fileURLToPath } = builtin<NodeUrl>("node:url");
  const path = fileURLToPath(chosen ?? new URL("../", url));
  if (!isGranted({ name: "read", path })) return notReadable(url, path);
  const { existsSync } = builtin<NodeFileSystem>("node:fs");
  return existsSync(fileURLToPath(url)) ? undefined : missingEntry(url);
}

function notReadable({ pathname }: URL, path: string): Error | undefined {
  if (!pathname.endsWith(".ts")) return undefined;
  return new Error(
    `Cannot load the module that the thread begins with: run with --allow-read=${path}`,
  );
}

interface NodeUrl {
  fileURLToPath(url: URL): string;
}

interface NodeFileSystem {
  existsSync(path: string): boolean;
}

/** `node:worker_threads` begins with no module of another host, but with one that imports it. */
function localUrl(url: URL): URL {
  if (url.protocol === "file:" || url.protocol === "data:") return url;
  const text = `import ${JSON.stringify(url.href)};`;
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}

/** Those of the global scope, since `node:timers` would have to be loaded. Older versions of Deno give numbers. */
function denoTimers(): DaemonTimers {
  const { setTimeout, clearTimeout, Deno: { unrefTimer } } = scope;
  return {
    setTimeout(callback, milliseconds) {
      const timer = setTimeout(callback, milliseconds);
      if (typeof timer === "number") unrefTimer(timer);
      else timer.unref();
      return timer;
    },
    clearTimeout,
  };
}

/** Deno's adapter. */
export function createDenoRuntime(): DenoRuntime {
  return new DenoRuntime({
    startsWhileBlocked: true,
    receivesAtOnce: true,
    keepsContext: true,
    threadOptions: new Set(["env"]),
    uncatchableSignals: new Set(["SIGILL", "SIGFPE", "SIGKILL", "SIGSEGV", "SIGSTOP"]),
  }, denoTimers());
}
