/**
 * The errors of this library. All extend {@linkcode SideloopError}, carry a stable `code`, and keep
 * their data in fields. A fresh object is made for every throw; the one exception is the error of a
 * failed future, which is the same object on every look.
 *
 * @module
 */

/** Marks this library's errors across copies of the library and across threads. */
const BRAND: unique symbol = Symbol.for("sideloop.error");

/**
 * Sets the name on the prototype, where the engine finds it when it writes the stack's first line.
 */
function named(errorClass: { readonly prototype: Error }, name: string): void {
  Object.defineProperty(errorClass.prototype, "name", {
    value: name,
    configurable: true,
    writable: true,
  });
}

/**
 * The stable codes, one per kind of failure.
 *
 * @category Errors
 */
export type SideloopErrorCode =
  | "SIDELOOP"
  | "CANCELLED"
  | "WAIT_TIMEOUT"
  | "TIMEOUT"
  | "INVALID_STATE"
  | "LOOP_CLOSED"
  | "LOOP_NOT_RUNNING"
  | "LOOP_ALREADY_RUNNING"
  | "BROKEN_LOOP"
  | "DEADLOCK"
  | "CANNOT_BLOCK"
  | "SERIALIZATION"
  | "COROUTINE_LOAD"
  | "UNKNOWN_METHOD"
  | "LOOP_LIMIT";

/**
 * The base class of every error this library makes.
 *
 * @category Errors
 *
 * @example One catch for all of them
 * ```ts
 * import { isSideloopError, SideloopError } from "sideloop";
 * import { assert } from "@std/assert";
 *
 * assert(isSideloopError(new SideloopError("Cannot do that")));
 * ```
 */
export class SideloopError extends Error {
  static {
    named(this, "SideloopError");
    Object.defineProperty(this.prototype, BRAND, { value: true });
  }

  /** What kind of failure this is; stable, so programs may compare it. */
  code: SideloopErrorCode = "SIDELOOP";

  /**
   * Makes the error.
   *
   * @param message What happened and what to do about it.
   * @param options `cause`: the error that led to this one.
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/**
 * The work was cancelled. The default message says so; a reason given as text replaces it.
 *
 * @category Errors
 *
 * @example
 * ```ts
 * import { CancelledError, inline, newEventLoop, runCoroutineThreadsafe } from "sideloop";
 * import { assertThrows } from "@std/assert";
 *
 * const loop = newEventLoop();
 * const future = runCoroutineThreadsafe(inline(() => "done"), loop);
 * future.cancel("Nobody needs it");
 * assertThrows(() => future.result(), CancelledError, "Nobody needs it");
 * loop.close();
 * ```
 */
export class CancelledError extends SideloopError {
  static {
    named(this, "CancelledError");
  }

  /** Tells this kind of failure from the others. */
  override code = "CANCELLED" as const;

  /**
   * Makes the error.
   *
   * @param message Why, as text.
   * @param options `cause`: the reason where it is not text.
   */
  constructor(message = "Cancelled", options?: ErrorOptions) {
    super(message, options);
  }
}

/**
 * Time ran out. `code` tells the two kinds apart: `"WAIT_TIMEOUT"` means that only this wait ended
 * and the future goes on; `"TIMEOUT"` means that the coroutine itself failed with it.
 *
 * @category Errors
 *
 * @example Whose time ran out
 * ```ts
 * import { newEventLoop, runCoroutineThreadsafe, inline, TimeoutError } from "sideloop";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const loop = newEventLoop().start();
 * const future = runCoroutineThreadsafe(inline((ms: number) => new Promise((go) => setTimeout(go, ms)), 50), loop);
 * const error = assertThrows(() => future.result(1), TimeoutError);
 * assertEquals(error.code, "WAIT_TIMEOUT");
 * assertEquals(await future, undefined); // it went on
 * await loop[Symbol.asyncDispose]();
 * ```
 */
export class TimeoutError extends SideloopError {
  static {
    named(this, "TimeoutError");
  }

  /** Whose time ran out. */
  override code: "WAIT_TIMEOUT" | "TIMEOUT";

  /**
   * Makes the error.
   *
   * @param message What timed out, and after how many milliseconds.
   * @param options `code`: whose time ran out (default: the coroutine's); `cause`.
   */
  constructor(
    message = "Timed out",
    options?: ErrorOptions & { code?: "WAIT_TIMEOUT" | "TIMEOUT" },
  ) {
    super(message, options);
    this.code = options?.code ?? "TIMEOUT";
  }
}

/**
 * The object is not in a state that allows the call: a coroutine used twice, a result set twice.
 *
 * @category Errors
 *
 * @example
 * ```ts
 * import { inline, InvalidStateError } from "sideloop";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * const coroutine = inline(() => 42);
 * assertEquals(await coroutine, 42);
 * await assertRejects(async () => await coroutine, InvalidStateError); // it was used
 * ```
 */
export class InvalidStateError extends SideloopError {
  static {
    named(this, "InvalidStateError");
  }

  /** Tells this kind of failure from the others. */
  override code = "INVALID_STATE" as const;
}

/**
 * The loop has been stopped or closed and takes no more work.
 *
 * @category Errors
 *
 * @example
 * ```ts
 * import { inline, LoopClosedError, newEventLoop, runCoroutineThreadsafe } from "sideloop";
 * import { assertThrows } from "@std/assert";
 *
 * const loop = newEventLoop();
 * loop.close();
 * assertThrows(() => runCoroutineThreadsafe(inline(() => 42), loop), LoopClosedError);
 * ```
 */
export class LoopClosedError extends SideloopError {
  static {
    named(this, "LoopClosedError");
  }

  /** Tells this kind of failure from the others. */
  override code = "LOOP_CLOSED" as const;
}

/**
 * There is no running loop where one is needed.
 *
 * @category Errors
 *
 * @example
 * ```ts
 * import { AsyncWorker, inline, LoopNotRunningError } from "sideloop";
 * import { assertThrows } from "@std/assert";
 *
 * const worker = new AsyncWorker(); // and no start()
 * assertThrows(() => worker.submit(inline(() => 42)), LoopNotRunningError);
 * ```
 */
export class LoopNotRunningError extends SideloopError {
  static {
    named(this, "LoopNotRunningError");
  }

  /** Tells this kind of failure from the others. */
  override code = "LOOP_NOT_RUNNING" as const;
}

/**
 * The loop or worker has been started already.
 *
 * @category Errors
 *
 * @example
 * ```ts
 * import { LoopAlreadyRunningError, withWorker } from "sideloop";
 * import { assertThrows } from "@std/assert";
 *
 * await withWorker((worker) => {
 *   assertThrows(() => worker.start(), LoopAlreadyRunningError);
 * });
 * ```
 */
export class LoopAlreadyRunningError extends SideloopError {
  static {
    named(this, "LoopAlreadyRunningError");
  }

  /** Tells this kind of failure from the others. */
  override code = "LOOP_ALREADY_RUNNING" as const;
}

/**
 * The loop's thread ended unasked; what it still held fails with this.
 *
 * @category Errors
 *
 * @example
 * ```ts
 * import { BrokenLoopError, inline, newEventLoop, runCoroutineThreadsafe } from "sideloop";
 * import { assertRejects } from "@std/assert";
 *
 * const loop = newEventLoop().start();
 * const future = runCoroutineThreadsafe(inline(() => new Promise(() => {})), loop);
 * await loop.terminate();
 * await assertRejects(() => future, BrokenLoopError);
 * ```
 */
export class BrokenLoopError extends SideloopError {
  static {
    named(this, "BrokenLoopError");
  }

  /** Tells this kind of failure from the others. */
  override code = "BROKEN_LOOP" as const;
  /** The exit code of the thread, where it is known. */
  exitCode: number | undefined;

  /**
   * Makes the error.
   *
   * @param message Which loop broke, and how.
   * @param options `exitCode` of the thread; `cause`: the error that ended it.
   */
  constructor(message: string, options?: ErrorOptions & { exitCode?: number | undefined }) {
    super(message, options);
    this.exitCode = options?.exitCode;
  }
}

/**
 * A blocking call that could never return: it waits for work of the very thread it blocks.
 *
 * @category Errors
 *
 * @example
 * ```ts
 * import { DeadlockError, Future } from "sideloop";
 * import { assertThrows } from "@std/assert";
 *
 * const future = new Future<number>(); // which only this thread can settle
 * assertThrows(() => future.result(), DeadlockError);
 * ```
 */
export class DeadlockError extends SideloopError {
  static {
    named(this, "DeadlockError");
  }

  /** Tells this kind of failure from the others. */
  override code = "DEADLOCK" as const;
}

/**
 * This thread must not block (a browser window).
 *
 * @category Errors
 *
 * @example To block where that is allowed
 * ```ts
 * import { CannotBlockError, type Future, inline, withWorker } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * function valueOf<T>(future: Future<T>): T | Future<T> {
 *   try {
 *     return future.result(5_000);
 *   } catch (error) {
 *     if (error instanceof CannotBlockError) return future; // in a window: to be awaited
 *     throw error;
 *   }
 * }
 * assertEquals(await withWorker((worker) => valueOf(worker.submit(inline(() => 42)))), 42);
 * ```
 */
export class CannotBlockError extends SideloopError {
  static {
    named(this, "CannotBlockError");
  }

  /** Tells this kind of failure from the others. */
  override code = "CANNOT_BLOCK" as const;
}

/**
 * A value cannot cross to another thread.
 *
 * @category Errors
 *
 * @example
 * ```ts
 * import { inline, newEventLoop, runCoroutineThreadsafe, SerializationError } from "sideloop";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const loop = newEventLoop();
 * const user = { name: "Ada", onClick: () => {} };
 * const send = () => runCoroutineThreadsafe(inline((user: { name: string }) => user.name, user), loop);
 * assertEquals(assertThrows(send, SerializationError).path, "args[0].onClick");
 * loop.close();
 * ```
 */
export class SerializationError extends SideloopError {
  static {
    named(this, "SerializationError");
  }

  /** Tells this kind of failure from the others. */
  override code = "SERIALIZATION" as const;
  /** Where in the value the trouble sits: `args[1].user.onClick`, `result.callback`. */
  path: string;

  /**
   * Makes the error.
   *
   * @param message What cannot cross.
   * @param options `path` of the value that cannot; `cause`: what a getter threw, or the platform's
   * error.
   */
  constructor(message: string, options: ErrorOptions & { path: string }) {
    super(message, options);
    this.path = options.path;
  }
}

/**
 * The module or the export that a coroutine names could not be loaded in the loop's thread.
 *
 * @category Errors
 *
 * @example
 * ```ts
 * import { CoroutineLoadError, coroutines, withWorker } from "sideloop";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * const { parse } = coroutines<{ parse(): void }>("data:text/javascript,export const parser = 1;");
 * await withWorker(async (worker) => {
 *   const error = await assertRejects(() => worker.submit(parse()), CoroutineLoadError);
 *   assertEquals(error.coroutineName, "parse");
 * });
 * ```
 */
export class CoroutineLoadError extends SideloopError {
  static {
    named(this, "CoroutineLoadError");
  }

  /** Tells this kind of failure from the others. */
  override code = "COROUTINE_LOAD" as const;
  /** The URL of the module. */
  module: string;
  /** The name of the coroutine in it. */
  coroutineName: string;

  /**
   * Makes the error.
   *
   * @param message What could not be loaded, and why.
   * @param options `module` and `coroutineName` tell what was looked for; `cause`: what the module
   * threw.
   */
  constructor(message: string, options: ErrorOptions & { module: string; coroutineName: string }) {
    super(message, options);
    this.module = options.module;
    this.coroutineName = options.coroutineName;
  }
}

/**
 * A service has no public method of that name.
 *
 * @category Errors
 *
 * @example
 * ```ts
 * import { AsyncService, UnknownMethodError } from "sideloop";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * const service = new AsyncService("data:text/javascript,export class Empty {}", "Empty").start();
 * const error = await assertRejects(() => service.call("nope"), UnknownMethodError, "Unknown method: nope");
 * assertEquals(error.method, "nope");
 * await service.stop();
 * ```
 */
export class UnknownMethodError extends SideloopError {
  static {
    named(this, "UnknownMethodError");
  }

  /** Tells this kind of failure from the others. */
  override code = "UNKNOWN_METHOD" as const;
  /** The name that was called. */
  method: string;

  /**
   * Makes the error.
   *
   * @param method The name that was called.
   * @param options `cause`: the error that led to this one.
   */
  constructor(method: string, options?: ErrorOptions) {
    super(`Unknown method: ${method}`, options);
    this.method = method;
  }
}

/**
 * There are as many loops as there may be, or as deep inside of each other.
 *
 * @category Errors
 *
 * @example To go on with fewer threads
 * ```ts
 * import { AsyncWorker, LoopLimitError } from "sideloop";
 * import { assert } from "@std/assert";
 *
 * const workers: AsyncWorker[] = [];
 * try {
 *   for (let n = 0; n < 2; n++) workers.push(new AsyncWorker().start());
 * } catch (error) {
 *   if (!(error instanceof LoopLimitError)) throw error;
 * }
 * assert(workers.length > 0);
 * await Promise.all(workers.map((worker) => worker.stop()));
 * ```
 */
export class LoopLimitError extends SideloopError {
  static {
    named(this, "LoopLimitError");
  }

  /** Tells this kind of failure from the others. */
  override code = "LOOP_LIMIT" as const;
  /** How many there may be. */
  limit: number;

  /**
   * Makes the error.
   *
   * @param message What is too many, and what to do about it.
   * @param options `limit`: how many there may be; `cause`.
   */
  constructor(message: string, options: ErrorOptions & { limit: number }) {
    super(message, options);
    this.limit = options.limit;
  }
}

/** The classes by name, for errors that come from another thread. */
export const ERROR_CLASSES: ReadonlyMap<string, { readonly prototype: SideloopError }> = new Map(
  [
    SideloopError,
    CancelledError,
    TimeoutError,
    InvalidStateError,
    LoopClosedError,
    LoopNotRunningError,
    LoopAlreadyRunningError,
    BrokenLoopError,
    DeadlockError,
    CannotBlockError,
    SerializationError,
    CoroutineLoadError,
    UnknownMethodError,
    LoopLimitError,
  ].map((errorClass) => [errorClass.prototype.name, errorClass]),
);

/**
 * Whether `error` was made by this library, by whatever copy or version of it.
 *
 * @param error Anything.
 * @category Errors
 *
 * @example
 * ```ts
 * import { Future, isSideloopError } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * try {
 *   new Future().result();
 * } catch (error) {
 *   if (!isSideloopError(error)) throw error;
 *   assertEquals(error.code, "DEADLOCK");
 * }
 * ```
 */
export function isSideloopError(error: unknown): error is SideloopError {
  try {
    return typeof error === "object" && error !== null && BRAND in error;
  } catch {
    return false; // A proxy may throw whatever it is asked.
  }
}
