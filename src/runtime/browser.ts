/**
 * Browsers: a page, a worker of it, and the workers that this library makes there.
 *
 * What is different from processes: a worker is given what it begins with by a message; the messages of a port arrive
 * while the event loop turns, and at no other time; nobody hears of the end of a worker, which says so itself; and a
 * worker whose maker blocks does not begin.
 *
 * @module
 */

import type { Port, ReceiveMessage } from "../core/port.ts";
import { entryUrl } from "./entry_url.ts";
import { ExitHooks } from "./exit_hooks.ts";
import { StackStorage } from "./stack_storage.ts";
import type {
  Capabilities,
  ContextStorage,
  LoopThreadHooks,
  Runtime,
  Signals,
  Thread,
  ThreadEvents,
  ThreadOption,
  ThreadOptions,
} from "./types.ts";
import { numberInName, threadOf, workerName } from "./web_worker.ts";
import { whyNot } from "./why_not.ts";

/** As much of the global scope of a page or a worker as is used here. */
interface BrowserScope extends EventTarget {
  readonly name?: string;
  readonly location: { readonly href: string; readonly origin: string };
  readonly navigator: { readonly hardwareConcurrency?: number };
  close?: () => void;
}

/** As much of an event as is used here. */
interface BrowserEvent extends Event {
  readonly message?: string;
  readonly error?: unknown;
  readonly reason?: unknown;
  readonly data?: unknown;
  /** Of `pagehide`: whether the page may be shown again. */
  readonly persisted?: boolean;
}

const scope = globalThis as unknown as BrowserScope;

class BrowserRuntime implements Runtime {
  readonly capabilities: Capabilities = {
    startsWhileBlocked: false,
    receivesAtOnce: false,
    keepsContext: false,
    threadOptions: new Set(),
    uncatchableSignals: new Set(),
  };
  readonly threadId = numberInName(scope.name);
  readonly isMainThread: boolean = this.threadId === 0;
  readonly signals: Signals | undefined = undefined;
  readonly #arrived = new WeakMap<Port, unknown[]>();
  readonly #atEnd = new Set<() => void>();
  readonly #exitHooks = new ExitHooks((listener) => this.#listenToEnd(listener));
  #close: (() => void) | undefined;

  get cores(): number {
    return scope.navigator.hardwareConcurrency ?? 1;
  }

  whenBooted(begin: (data: unknown) => void): void {
    if (this.isMainThread) return;
    const listener = (event: BrowserEvent) => begin(event.data);
    scope.addEventListener("message", listener, { once: true });
  }

  readonly receiveMessage: ReceiveMessage = (port) => {
    const arrived = this.#arrived.get(port);
    return arrived === undefined || arrived.length === 0 ? undefined : { message: arrived.shift() };
  };

  listen(port: Port, onMessage: () => void): void {
    if (this.#arrived.has(port)) return;
    const arrived: unknown[] = [];
    this.#arrived.set(port, arrived);
    (port as unknown as MessagePort).onmessage = ({ data }) => {
      arrived.push(data);
      onMessage();
    };
  }

  createPorts(): [Port, Port] {
    const { port1, port2 } = new MessageChannel();
    return [port1 as unknown as Port, port2 as unknown as Port];
  }

  spawn(options: ThreadOptions, events: ThreadEvents): Thread {
    return threadOf(this.#makeWorker(options), options, events, startError);
  }

  whyNot(option: ThreadOption): string | undefined {
    return whyNot(option, this.capabilities);
  }

  /** What a loop makes begins as the loop did. */
  #makeWorker(options: ThreadOptions): Worker {
    const { url, makeWorker } = options;
    const named = workerName(options);
    const own = this.isMainThread ? undefined : new URL(scope.location.href);
    const chosen = url ?? own;
    if (chosen === undefined && isOwnOrigin(entryUrl())) return makeWorker(named);
    return new Worker(ofOwnOrigin(chosen ?? entryUrl()), { type: "module", name: named });
  }

  serve(hooks: LoopThreadHooks): void {
    scope.addEventListener("error", (event: BrowserEvent) => {
      event.preventDefault();
      if (!isThreadEnd(event.error)) hooks.uncaught(event.error ?? event.message, "error");
    });
    scope.addEventListener("unhandledrejection", (event: BrowserEvent) => {
      event.preventDefault();
      if (!isThreadEnd(event.reason)) hooks.uncaught(event.reason, "rejection");
    });
    this.#close = scope.close?.bind(globalThis);
    scope.close = () => this.#end(hooks, 0);
    this.#exit = (code) => this.#end(hooks, code);
  }

  #exit: (code: number) => void = () => {};

  #end(hooks: LoopThreadHooks, code: number): void {
    for (const listener of this.#atEnd) listener();
    hooks.exit(code);
    this.#close?.();
  }

  /** A worker that is closed goes on to the end of its present task. */
  exitThread(code: number): never {
    this.#exit(code);
    throw new ThreadEnd(`This thread has ended with code ${code}`);
  }

  leaveThread(code: number): void {
    this.exitThread(code);
  }

  exitProcess(): never {
    throw new TypeError("Cannot end the process: a page has none");
  }

  createContextStorage<T>(): ContextStorage<T> {
    return new StackStorage<T>();
  }

  setDaemonTimer(callback: () => void, milliseconds: number): () => void {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  }

  printError(...values: readonly unknown[]): void {
    console.error(...values);
  }

  inspect(value: unknown): unknown {
    return value;
  }

  environment(): undefined {
    return undefined;
  }

  onExit(hook: () => void): () => void {
    return this.#exitHooks.add(hook);
  }

  get isExiting(): boolean {
    return this.#exitHooks.areRunning;
  }

  /** A page that may be shown again has not ended. */
  #listenToEnd(listener: () => void): () => void {
    const hidden = (event: BrowserEvent) => {
      if (event.persisted !== true) listener();
    };
    this.#atEnd.add(listener);
    scope.addEventListener("pagehide", hidden);
    return () => {
      this.#atEnd.delete(listener);
      scope.removeEventListener("pagehide", hidden);
    };
  }
}

/** Thrown where the code of a thread must not go on that has ended. */
class ThreadEnd extends Error {
  override readonly name = "ThreadEnd";
}

function isThreadEnd(error: unknown): boolean {
  return error instanceof Error && error.name === "ThreadEnd";
}

/** A worker that cannot be loaded says no more than that. */
function startError(message: string): Error {
  const reason = message ? `: ${message}` : ", see the console of the browser";
  return new Error(
    `Cannot load the module that the thread begins with${reason}; where a bundler has moved it, give workerUrl`,
  );
}

function isOwnOrigin(url: URL): boolean {
  return url.origin === scope.location.origin;
}

/** A browser begins no worker with a module of another origin, but one that imports it. */
function ofOwnOrigin(url: URL): URL | string {
  if (isOwnOrigin(url) || url.protocol === "blob:") return url;
  const text = `import ${JSON.stringify(url.href)};`;
  return URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
}

/** The adapter of browsers. */
export function createBrowserRuntime(): Runtime {
  return new BrowserRuntime();
}
