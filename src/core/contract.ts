/**
 * What a future and an event loop are, as types: the vocabulary that every layer shares. No code.
 *
 * @module
 */

import type { Coroutine, CoroutineFunction } from "./coroutine_type.ts";

/**
 * The result of work on another thread, which may still be going on. It can be awaited, like a
 * promise, and blocked on, like Python's `concurrent.futures.Future`.
 *
 * Guarantees:
 * - It is settled exactly once: a result, an error, a cancellation, or the death of its loop.
 * - Every look at a failed future gives the same error object.
 * - A failure nobody looks at is reported when the loop stops; it is never an unhandled rejection.
 *
 * @typeParam T What the work results in.
 * @category Futures
 *
 * @example Block on it, or await it
 * ```ts
 * import { inline, withWorker } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * await withWorker(async (worker) => {
 *   const future = worker.submit(inline((n: number) => n + 1, 41), { name: "answer" });
 *   assertEquals(future.result(5_000), 42); // blocks
 *   assertEquals(await future, 42); // does not
 *   assertEquals([future.name, future.done(), future.running()], ["answer", true, false]);
 *
 *   const failed = worker.submit(inline(() => {
 *     throw new RangeError("No such page");
 *   }));
 *   assertEquals((failed.exception(5_000) as Error).message, "No such page");
 * });
 * ```
 *
 * @example Cancel it
 * ```ts
 * import { inline, withWorker } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * await withWorker(async (worker) => {
 *   const future = worker.submit(inline(async () => await fetch("data:,done")));
 *   assertEquals(future.cancel("Nobody needs it"), true);
 *   assertEquals([future.done(), future.cancelled()], [true, true]); // at once
 *   await future.settled; // the coroutine has ended, too
 * });
 * ```
 *
 * @example Be told
 * ```ts
 * import { type Future, inline, withWorker } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * await withWorker(async (worker) => {
 *   const values: number[] = [];
 *   const keep = (future: Future<number>) => values.push(future.result());
 *   const future = worker.submit(inline(() => 42));
 *   future.addDoneCallback(keep);
 *   future.addDoneCallback(keep);
 *   assertEquals(future.removeDoneCallback(keep), 2);
 *   future.addDoneCallback(keep);
 *   await future;
 *   assertEquals(values, [42]);
 * });
 * ```
 *
 * @example Settle one of your own
 * ```ts
 * import { Future } from "sideloop";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const jobs: { future: Future<string>; path: string }[] = [];
 * const read = (path: string) => {
 *   const future = new Future<string>();
 *   jobs.push({ future, path });
 *   return future;
 * };
 * const [page, missing] = [read("/page"), read("/missing")];
 * read("/later").cancel();
 *
 * for (const { future, path } of jobs) {
 *   if (!future.setRunningOrNotifyCancel()) continue; // nobody wants it any more
 *   if (path === "/missing") future.setException(new RangeError(`Cannot find ${path}`));
 *   else future.setResult(`content of ${path}`);
 * }
 * assertEquals(page.result(), "content of /page");
 * assertThrows(() => missing.result(), RangeError);
 * ```
 */
export interface Future<T> extends Promise<T> {
  /** The `name` given at submission, else the name of the coroutine. */
  readonly name: string;
  /** The loop that runs the work; `undefined` for a future made by hand. */
  readonly loop: EventLoop | undefined;
  /**
   * Resolves when the work has really ended, the cleanup after a cancellation included. Never
   * rejects. Awaiting it keeps the process alive.
   */
  readonly settled: Promise<void>;

  /**
   * The value; waits for it where need be.
   *
   * **Blocking**: blocks the calling thread until the future is done or the time is up. A wait that
   * times out changes nothing: ask again later.
   *
   * @param timeout Milliseconds; `undefined` waits for ever, zero and negative values poll.
   * @throws {TimeoutError} With code `"WAIT_TIMEOUT"`, if the future was not done in time.
   * @throws {CancelledError} If the work was cancelled.
   * @throws {DeadlockError} If this very thread would have to do the work.
   * @throws {CannotBlockError} Where the thread must not block.
   * @throws What the coroutine threw.
   */
  result(timeout?: number): T;

  /**
   * The error the work failed with, or `undefined` where it succeeded; waits for it where need be.
   *
   * **Blocking**: as {@linkcode Future.result}.
   *
   * @param timeout Milliseconds; `undefined` waits for ever, zero and negative values poll.
   * @throws {TimeoutError} With code `"WAIT_TIMEOUT"`, if the future was not done in time.
   * @throws {CancelledError} If the work was cancelled.
   * @throws {DeadlockError} If this very thread would have to do the work.
   * @throws {CannotBlockError} Where the thread must not block.
   */
  exception(timeout?: number): unknown;

  /** Whether the future is decided. Never blocks; true as soon as this thread can know it. */
  done(): boolean;
  /** Whether the work has begun and the future is undecided. Never blocks. */
  running(): boolean;
  /** Whether the future was cancelled. Never blocks. */
  cancelled(): boolean;

  /**
   * Cancels the work. The future is cancelled at once; the coroutine is told through
   * `currentTask().signal` and through every wait of this library. Work that has not begun never
   * begins.
   *
   * @param reason Told to the coroutine: text becomes the message of its `CancelledError`, all else
   * the cause.
   * @returns `false` where the future had already finished, else `true`.
   */
  cancel(reason?: unknown): boolean;

  /**
   * Calls `callback` with the future once it is done, on the thread that holds this future: in
   * order of registration, duplicates kept, at once if it is done already. What a callback throws
   * is reported to the loop's exception handler and disturbs nothing. A callback alone does not keep
   * the process alive.
   *
   * @param callback Called with this future.
   */
  addDoneCallback(callback: (future: Future<T>) => unknown): void;

  /**
   * Takes every registration of `callback` back.
   *
   * @param callback What was registered.
   * @returns How many registrations there were.
   */
  removeDoneCallback(callback: (future: Future<T>) => unknown): number;

  /**
   * Gives a future made with `new Future()` its value.
   *
   * @param value The value.
   * @throws {InvalidStateError} If it is done already, or belongs to a loop.
   */
  setResult(value: T): void;
  /**
   * Fails a future made with `new Future()`.
   *
   * @param error What `result()` and awaiters get.
   * @throws {InvalidStateError} If it is done already, or belongs to a loop.
   */
  setException(error: unknown): void;
  /**
   * Tells a future made with `new Future()` that its work begins, unless it was cancelled before.
   *
   * @returns `true` to go on; `false` where the future was cancelled: waiters are told now, and the
   * work must not begin.
   * @throws {InvalidStateError} If that was said before, or the future is done, or belongs to a
   * loop.
   */
  setRunningOrNotifyCancel(): boolean;
}

/**
 * Makes futures for code that produces outcomes itself.
 *
 * @category Futures
 */
export interface FutureConstructor {
  /** A pending future; settle it with `setResult`, `setException` or `cancel`. */
  new <T = unknown>(): Future<T>;
  /** The prototype of futures. */
  readonly prototype: Future<unknown>;
}

/**
 * What an exception handler is told besides the error.
 *
 * @category Loops
 */
export interface ExceptionContext {
  /** What happened, in words. */
  readonly message: string;
  /** The loop it happened on. */
  readonly loop: EventLoop;
  /** The future concerned, if any. */
  readonly future?: Future<unknown>;
  /** The name of the task concerned, if any. */
  readonly task?: string;
}

/**
 * Gets what nobody else would see: errors in callbacks, in cancelled cleanup, and unseen failures.
 *
 * @category Loops
 */
export type ExceptionHandler = (error: unknown, context: ExceptionContext) => void;

/**
 * A callback on its way to a loop.
 *
 * @category Loops
 *
 * @example
 * ```ts ignore
 * import { coroutine, isMainThread, newEventLoop } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const calls = new Int32Array(new SharedArrayBuffer(4));
 * const call = coroutine(import.meta, function call(calls: Int32Array) {
 *   calls[0]! += 1;
 * });
 *
 * if (isMainThread) {
 *   const loop = newEventLoop();
 *   const handle = loop.callSoonThreadsafe(call, calls);
 *   loop.callSoonThreadsafe(call, calls);
 *   handle.cancel();
 *   assertEquals(handle.cancelled(), true);
 *   loop.start();
 *   loop.callSoonThreadsafe(loop.stop);
 *   await loop.join();
 *   assertEquals(calls[0], 1);
 * }
 * ```
 */
export interface Handle {
  /** Keeps the callback from running if it has not begun. Idempotent. */
  cancel(): void;
  /** Whether {@linkcode Handle.cancel} was called. */
  cancelled(): boolean;
}

/**
 * Counts and load of one loop, over all its submitters.
 *
 * @category Loops
 */
export interface LoopStats {
  /** Accepted and not yet begun. */
  readonly pending: number;
  /** Begun and not yet ended; a cancelled coroutine that still cleans up is among them. */
  readonly running: number;
  /** Ended with a result. */
  readonly completed: number;
  /** Ended with an error, or with a result that could not cross. */
  readonly failed: number;
  /** Ended by a cancellation. */
  readonly cancelled: number;
  /**
   * Milliseconds that the oldest message to the loop has waited unread; when none waits, how long
   * the last one did. A loop that is blocked shows here first.
   */
  readonly lag: number;
  /** The share of its life that the loop's thread was busy, from 0 to 1. */
  readonly utilization: number;
}

/**
 * What became of a loop's work when it was stopped.
 *
 * @category Loops
 */
export interface StopReport {
  /** Coroutines that ended by themselves, with a result or an error. */
  readonly completed: number;
  /** Coroutines that were cancelled and ended in time. */
  readonly cancelled: number;
  /** Coroutines that had not ended when the thread was terminated. */
  readonly abandoned: number;
  /** Whether the thread had to be terminated. */
  readonly terminated: boolean;
  /** Errors of cleanup, and failures that nobody had looked at. */
  readonly errors: readonly unknown[];
}

/**
 * What runs when a loop is stopped: a coroutine, or, for code that runs on the loop, any function of its thread.
 *
 * @category Loops
 */
export type StopHook = Coroutine<unknown> | (() => unknown);

/**
 * The `stop` of a loop: bound, and known as such, so that it can be handed to the loop itself.
 *
 * @category Loops
 */
export interface StopFunction {
  /** Stops the loop. */
  (): void;
  /** The loop it stops. */
  readonly stops: EventLoop;
}

/**
 * An event loop on a thread of its own. Make one with {@linkcode newEventLoop}.
 *
 * Guarantees:
 * - Work starts in the order it was handed in, per submitting thread, among modules that are
 *   loaded.
 * - All work runs concurrently: a coroutine that awaits lets the others run.
 * - Every future of the loop is settled, whatever becomes of the thread.
 *
 * @category Loops
 *
 * @example Start, submit, stop
 * ```ts
 * import { inline, newEventLoop, runCoroutineThreadsafe } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const loop = newEventLoop({ name: "background" });
 * loop.start();
 * assertEquals([loop.name, loop.isRunning()], ["background", true]);
 * const future = runCoroutineThreadsafe(inline(() => 42), loop);
 * assertEquals(future.result(5_000), 42);
 *
 * loop.callSoonThreadsafe(loop.stop); // after all that was handed in before has begun
 * assertEquals(await loop.join(5_000), true); // or, blocking: loop.joinSync(5_000)
 * assertEquals([loop.isRunning(), loop.isClosed()], [false, true]);
 * ```
 *
 * @example Errors that nobody would see, and counts
 * ```ts
 * import { inline, newEventLoop, runCoroutineThreadsafe } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const loop = newEventLoop().start();
 * const seen: string[] = [];
 * loop.setExceptionHandler((error, { message }) => seen.push(`${message}: ${error}`));
 * const future = runCoroutineThreadsafe(inline(() => "done"), loop);
 * future.addDoneCallback(() => {
 *   throw new RangeError("Cannot go on");
 * });
 * await future;
 * const { completed, failed } = loop.stats();
 * assertEquals([completed, failed], [1, 0]);
 * await loop[Symbol.asyncDispose](); // stops it, and waits for its end
 * assertEquals(seen[0]?.endsWith("RangeError: Cannot go on"), true);
 * ```
 */
export interface EventLoop {
  /** The name of the loop and of its thread. */
  readonly name: string;
  /**
   * Resolves when the loop's thread takes work. Rejects with {@linkcode BrokenLoopError} if it
   * cannot start, with {@linkcode LoopClosedError} if it is stopped first.
   */
  readonly ready: Promise<void>;
  /**
   * Stops the loop, in this order: refuses new work, cancels every future and task, gives cleanup
   * and the hooks of {@linkcode EventLoop.onStop} up to the `stopTimeout` of the loop (1 s), and no
   * longer than they take, ends the thread, by force if need be. Returns at once; {@linkcode
   * EventLoop.join} waits. Bound, so that it can be passed on. Idempotent; before `start()` it
   * closes the loop.
   */
  readonly stop: StopFunction;

  /**
   * Starts the loop's thread. Returns at once: work may be submitted right away.
   *
   * @throws {LoopAlreadyRunningError} If it was started before.
   * @throws {LoopLimitError} If the program has as many threads as it may have (128, or 4 for each core where that is
   * more; the environment variable `SIDELOOP_MAX_THREADS` says otherwise), or it would be in 16 loops that coroutines
   * have started in each other. It can be started later.
   * @throws {LoopClosedError} If it was stopped or closed.
   */
  start(): this;
  /** Whether it was started and has neither been stopped nor died. Never blocks. */
  isRunning(): boolean;
  /** Whether it is over: stopped, closed or dead, its thread gone. Never blocks. */
  isClosed(): boolean;

  /**
   * Runs a function on the loop, fire and forget. In order with everything else this thread hands
   * the loop. What it throws goes to the loop's exception handler.
   *
   * @param callback A coroutine function, or the `stop` of this loop.
   * @param args Its arguments, cloned now.
   * @returns A handle that can take the callback back while it has not begun.
   * @throws {TypeError} If `callback` is something else.
   * @throws {SerializationError} If an argument cannot cross.
   * @throws {LoopClosedError} If the loop was stopped.
   * @throws {BrokenLoopError} If the loop died.
   */
  callSoonThreadsafe<A extends readonly unknown[]>(
    callback: CoroutineFunction<A, unknown>,
    ...args: A
  ): Handle;
  /**
   * Stops the loop after all that this thread has handed it before has begun.
   *
   * @example
   * ```ts
   * import { newEventLoop } from "sideloop";
   * import { assertEquals } from "@std/assert";
   *
   * const loop = newEventLoop().start();
   * loop.callSoonThreadsafe(loop.stop);
   * assertEquals(await loop.join(), true);
   * ```
   */
  callSoonThreadsafe(stop: StopFunction): Handle;

  /**
   * Has something run on the loop when it is stopped, after all coroutines have ended: to close what they
   * shared. The last hook registered runs first, each is awaited before the next, and they share the time that
   * stopping gives to cleanup: where a coroutine ignores its cancellation, they run when four fifths of it are over.
   * An error in one is reported and stops no other. A thread that dies, or is blocked, runs none.
   *
   * @param hook A coroutine; code that runs on the loop may give a function of its thread.
   * @returns Takes the hook back.
   * @throws {TypeError} If it is neither, or a function that would have to cross threads.
   * @throws {InvalidStateError} If the coroutine was used before, or on the main thread's own loop, which is
   * never stopped.
   * @throws {SerializationError} If an argument cannot cross.
   * @throws {LoopClosedError} If the loop was stopped.
   * @throws {BrokenLoopError} If the loop died.
   *
   * @example
   * ```ts ignore
   * import { coroutine, isMainThread, newEventLoop } from "sideloop";
   * import { assertEquals } from "@std/assert";
   *
   * const flag = new Int32Array(new SharedArrayBuffer(4));
   * const close = coroutine(import.meta, function close(flag: Int32Array) {
   *   flag[0] = 1; // closes what the coroutines shared
   * });
   *
   * if (isMainThread) {
   *   const loop = newEventLoop().start();
   *   loop.onStop(close(flag));
   *   loop.stop();
   *   await loop.join();
   *   assertEquals(flag[0], 1);
   * }
   * ```
   */
  onStop(hook: StopHook): () => void;

  /**
   * Waits for the end of the loop's thread. Keeps the process alive.
   *
   * @param timeout Milliseconds; `undefined` waits for ever.
   * @returns `true` when the thread has ended, `false` when the time is up.
   * @throws {LoopNotRunningError} If it was never started.
   * @throws {DeadlockError} On the loop's own thread, at once.
   * @throws {CancelledError} When the calling task is cancelled.
   */
  join(timeout?: number): Promise<boolean>;
  /**
   * Waits for the end of the loop's thread.
   *
   * **Blocking**: blocks the calling thread.
   *
   * @param timeout Milliseconds; `undefined` waits for ever, zero and negative values poll.
   * @returns `true` when the thread has ended, `false` when the time is up.
   * @throws {LoopNotRunningError} If it was never started.
   * @throws {DeadlockError} On the loop's own thread, and, without a timeout, where the loop is blocked until this
   * thread goes on.
   *
   * @example
   * ```ts
   * import { newEventLoop } from "sideloop";
   * import { assertEquals } from "@std/assert";
   *
   * const loop = newEventLoop().start();
   * assertEquals(loop.joinSync(0), false); // it still runs
   * loop.stop();
   * assertEquals(loop.joinSync(), true);
   * ```
   */
  joinSync(timeout?: number): boolean;
  /**
   * Closes a loop that does not run: one never started is discarded with its queued work.
   * Idempotent.
   *
   * @throws {InvalidStateError} If the loop is running.
   *
   * @example
   * ```ts
   * import { CancelledError, inline, newEventLoop, runCoroutineThreadsafe } from "sideloop";
   * import { assertEquals, assertThrows } from "@std/assert";
   *
   * const loop = newEventLoop();
   * const future = runCoroutineThreadsafe(inline(() => 42), loop);
   * loop.close();
   * assertThrows(() => future.result(), CancelledError);
   * assertEquals(loop.isClosed(), true);
   * ```
   */
  close(): void;
  /**
   * Ends the thread now, whatever it does. Its futures fail with {@linkcode BrokenLoopError}.
   *
   * @returns Resolves when the thread has ended.
   *
   * @example Work that heeds no cancellation
   * ```ts
   * import { inline, newEventLoop, runCoroutineThreadsafe } from "sideloop";
   * import { assertEquals } from "@std/assert";
   *
   * const loop = newEventLoop().start();
   * const future = runCoroutineThreadsafe(inline(() => new Promise(() => {})), loop);
   * await loop.terminate();
   * assertEquals((future.exception() as Error).name, "BrokenLoopError");
   * ```
   */
  terminate(): Promise<void>;

  /**
   * Sets who gets the errors that nobody else would see, in place of the `onError` option.
   *
   * @param handler Called on the thread that made the loop; `undefined` restores the report on
   * stderr.
   * @throws {TypeError} If it is neither a function nor `undefined`.
   */
  setExceptionHandler(handler: ExceptionHandler | undefined): void;
  /** Counts and load. Never blocks. */
  stats(): LoopStats;

  /** As `stop()`. */
  [Symbol.dispose](): void;
  /** As `stop()`, then `join()`. */
  [Symbol.asyncDispose](): Promise<void>;
}
