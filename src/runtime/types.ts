/**
 * What the library asks of a runtime. One adapter per runtime gives it; code above branches on a
 * capability, never on a runtime's name.
 *
 * @module
 */

import type { Port, ReceiveMessage } from "../core/port.ts";

/** What a runtime can and cannot do. */
export interface Capabilities {
  /** Whether a new thread begins while its maker blocks. */
  readonly startsWhileBlocked: boolean;
  /** Whether a message can be taken off a port as soon as it was sent, and not only when the event loop has turned. */
  readonly receivesAtOnce: boolean;
  /** Whether a context storage keeps its value across every `await`. */
  readonly keepsContext: boolean;
  /** The options of a loop that this runtime honours, of those that not all do; see {@linkcode Runtime.whyNot}. */
  readonly threadOptions: ReadonlySet<ThreadOption>;
  /** The signals that nobody can listen to. */
  readonly uncatchableSignals: ReadonlySet<string>;
}

/** Options of a thread that not every runtime has. */
export type ThreadOption = "permissions" | "env" | "execArgv" | "resourceLimits" | "directConsole";

/**
 * A permission: whether, or for what, the thread has it.
 *
 * @category Loops
 */
export type Permission = "inherit" | boolean | readonly (string | URL)[];

/**
 * The permissions of a thread in Deno: as the thread that makes it, none, or one by one.
 *
 * @category Loops
 */
export type ThreadPermissions = "inherit" | "none" | {
  /** To read the environment. */
  readonly env?: Permission;
  /** To load native libraries. */
  readonly ffi?: Permission;
  /** To import code from other hosts. */
  readonly import?: Permission;
  /** To use the network. */
  readonly net?: Permission;
  /** To read files; the modules of coroutines are such. */
  readonly read?: Permission;
  /** To run programs. */
  readonly run?: Permission;
  /** To ask what system this is. */
  readonly sys?: Permission;
  /** To write files. */
  readonly write?: Permission;
};

/** How a thread is made. */
export interface ThreadOptions {
  /** Unique in the program, for runtimes that number no threads. */
  readonly id: number;
  /** Its name, for tools. */
  readonly name: string;
  /** The module that it begins with, in place of the library's own. */
  readonly url?: URL | undefined;
  /** Makes a browser's worker that begins with the library's own, wherever a bundler has put that. */
  makeWorker(name: string): Worker;
  /** What it begins with, see {@linkcode Runtime.whenBooted}. */
  readonly data: unknown;
  /** The ports in `data`. */
  readonly transfer: readonly Port[];
  /** Environment variables in place of the process's. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Command line options for it. */
  readonly execArgv?: readonly string[] | undefined;
  /** Limits on its memory. */
  readonly resourceLimits?: ResourceLimits | undefined;
  /** What it may do. */
  readonly permissions?: ThreadPermissions | undefined;
}

/**
 * Limits on a thread's memory, in megabytes.
 *
 * @category Loops
 */
export interface ResourceLimits {
  /** The old generation of the heap. */
  readonly maxOldGenerationSizeMb?: number;
  /** The young generation of the heap. */
  readonly maxYoungGenerationSizeMb?: number;
  /** Compiled code. */
  readonly codeRangeSizeMb?: number;
  /** The stack. */
  readonly stackSizeMb?: number;
}

/** What a new thread tells its creator. */
export interface ThreadEvents {
  /** It failed; {@linkcode ThreadEvents.exit} follows. */
  error(error: unknown): void;
  /** It is about to be ended from outside, by whomever: nothing of it will run that could say so. */
  terminating(): void;
  /** It has ended. */
  exit(code: number): void;
}

/** A thread as its creator sees it. */
export interface Thread {
  /** Unique in the process. */
  readonly id: number;
  /** Whether its maker hears that it has ended of its own will. */
  readonly tellsExit: boolean;
  /** Ends it, whatever it does. */
  terminate(): void;
  /**
   * Whether it is known to have ended though no event says so yet: none arrives while this thread blocks. Left out
   * where the runtime cannot tell.
   */
  readonly hasVanished?: () => boolean;
  /** Lets the process end while it runs. */
  unref(): void;
  /**
   * The share of its life it was busy, from 0 to 1; `undefined` where the runtime does not tell.
   */
  utilization(): number | undefined;
}

/** Keeps a value with a chain of calls, across every `await`. */
export interface ContextStorage<T> {
  /** Calls `fn` with `value` kept. */
  run<R>(value: T, fn: () => R): R;
  /** The value kept, if any. */
  getStore(): T | undefined;
  /** What the library does itself, where the runtime forgets the value at an `await`. */
  readonly tracing?: ContextTracing<T>;
}

/** Keeps a value across those awaits that the library knows of. */
export interface ContextTracing<T> {
  /** Whoever awaits the promise goes on with the value that is kept where it does. Gives the promise. */
  follow<R>(promise: Promise<R>): Promise<R>;
  /** Gives a promise like another; who awaits it where no value is kept goes on with this one. */
  lend<R>(promise: Promise<R>, value: T): Promise<R>;
  /** The same as `follow` for all objects of a class that have a `then`. */
  followAll(prototype: object): void;
}

/** What a loop's thread asks of the runtime it is on. */
export interface LoopThreadHooks {
  /** Whether what it prints goes straight to the terminal, where that needs doing. */
  readonly printsDirectly: boolean;
  /** Called for an error or rejection that nobody caught. The thread lives on. */
  uncaught(error: unknown, kind: "error" | "rejection"): void;
  /** Blocks the thread for a moment. */
  pause(): void;
  /** Called when the thread ends of its own will or by an exit call, as the last thing; perhaps more than once. */
  exit(code: number): void;
}

/** The signals that are sent to the process. */
export interface Signals {
  /** The number of a signal; `undefined` where there is none of that name, or nobody can listen to it. */
  numberOf(name: string): number | undefined;
  /** How many listeners a signal has. */
  countListeners(name: string): number;
  /**
   * Has a signal call `listener` in place of what it does by default. Keeps no process alive. Throws where the
   * system refuses.
   *
   * @returns Takes the listener off; without any listener the default is back at once.
   */
  listen(name: string, listener: () => void): () => void;
  /**
   * Has errors that nobody caught call `listener` in place of ending the process; does nothing where the program
   * has a listener for them.
   *
   * @returns Takes the listener off.
   */
  outlive(listener: (error: unknown) => void): () => void;
}

/** A runtime. */
export interface Runtime {
  /** What it can do. */
  readonly capabilities: Capabilities;
  /** Why an option of a loop cannot be honoured; `undefined` where it can. */
  whyNot(option: ThreadOption): string | undefined;
  /** The id of this thread, unique in the process. */
  readonly threadId: number;
  /** Whether this is the process's first thread. */
  readonly isMainThread: boolean;
  /** How many threads can run at once. */
  readonly cores: number;
  /** Calls back with what this thread was made with: now, or when it has come. */
  whenBooted(begin: (data: unknown) => void): void;
  /** Takes the next message off a port. */
  readonly receiveMessage: ReceiveMessage;
  /**
   * Has messages of a port arrive for {@linkcode Runtime.receiveMessage}, and calls back for each, where a port
   * must be listened to. Elsewhere they can be taken without, and nobody is called.
   */
  listen(port: Port, onMessage: () => void): void;
  /** Makes two connected ports. */
  createPorts(): [Port, Port];
  /** Makes a thread. Throws where the runtime refuses the options. */
  spawn(options: ThreadOptions, events: ThreadEvents): Thread;
  /** Turns this thread into one that serves a loop: it stays alive and survives stray errors. */
  serve(hooks: LoopThreadHooks): void;
  /** Ends this thread, the main thread with the process. */
  exitThread(code: number): never;
  /** Ends the thread of a loop that has nothing left to do; the present step may come to its end. */
  leaveThread(code: number): void;
  /** Ends the process from the main thread, with the exit code that the program has set, else with `code`. */
  exitProcess(code: number): never;
  /** The signals that this thread can listen to; `undefined` off the main thread, which gets none. */
  readonly signals: Signals | undefined;
  /** Makes a context storage. */
  createContextStorage<T>(): ContextStorage<T>;
  /**
   * Calls back after a time, without keeping the process alive. Gives a function that takes it
   * back.
   */
  setDaemonTimer(callback: () => void, milliseconds: number): () => void;
  /**
   * Puts values where `console.error` does, but at once: also while the thread blocks or ends, and without running
   * code of the user, who may have replaced the console.
   */
  printError(...values: readonly unknown[]): void;
  /** What to hand to a console to have a value shown in full, an error with its causes and fields. */
  inspect(value: unknown): unknown;
  /** Whether a value is a `Proxy`; missing where nothing tells. */
  isProxy?(value: unknown): boolean;
  /** An environment variable, if it is set and may be read. Never asks the user for a permission. */
  environment(name: string): string | undefined;
  /**
   * Has a function called as the last thing before this thread ends, by itself or by an exit call.
   * Gives a function that takes it back.
   */
  onExit(hook: () => void): () => void;
  /** Whether those functions are being called: nothing that is put off will happen. */
  readonly isExiting: boolean;
}
