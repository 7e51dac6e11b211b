import type { EventLoop, Future, StopReport } from "../core/contract.ts";
import type { Coroutine } from "../core/coroutine_type.ts";
import { checkTimeout } from "../core/deadline.ts";
import { printAsText } from "../core/inspect.ts";
import type { SubmitOptions } from "./submit_options.ts";
import type { EventLoopOptions } from "./loop_options.ts";
import type { StoppableLoop } from "./stoppable_loop.ts";
import { RestartableLoop } from "./restartable_loop.ts";

/**
 * How a worker is made: as a loop is, but with a `stopTimeout` of 5,000 ms by default.
 *
 * @category Ready-made
 */
export type AsyncWorkerOptions = EventLoopOptions;

/** Stops a worker after all its coroutines have ended by themselves. */
export let drainWorker: (worker: AsyncWorker) => Promise<StopReport>;

/**
 * An event loop in a thread of its own, with a beginning and an end: start, submit, stop, and start
 * again.
 *
 * Guarantees:
 * - After `stop()` no future of the worker is pending.
 * - `stop()` waits only as long as somebody still cleans up.
 *
 * @category Ready-made
 *
 * @example
 * ```ts
 * import { AsyncWorker, inline } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const worker = new AsyncWorker().start();
 * const future = worker.submit(inline((url: string) => ({ url, status: "ok" }), "http://127.0.0.1/users"));
 * assertEquals(future.result(5_000), { url: "http://127.0.0.1/users", status: "ok" });
 * await worker.stop();
 * ```
 */
export class AsyncWorker {
  readonly #worker: RestartableLoop;

  /**
   * Makes a worker, not started.
   *
   * @param options How its loop is made.
   * @throws {TypeError} If an option is of the wrong type, or the runtime cannot honour it.
   * @throws {RangeError} If a time is `NaN`.
   */
  constructor(options: AsyncWorkerOptions = {}) {
    this.#worker = new RestartableLoop("worker", options);
  }

  static {
    printAsText(this.prototype);
    drainWorker = (worker) => worker.#worker.drain();
  }

  /**
   * The loop: the one that runs, or ran last, or will run first. Each start after a stop makes a
   * new one.
   */
  get loop(): EventLoop {
    return this.#worker.loop;
  }

  /** Whether work may be submitted. */
  get isRunning(): boolean {
    return this.loop.isRunning();
  }

  /**
   * Starts the worker's thread. Returns at once: work may be submitted right away.
   *
   * @throws {LoopAlreadyRunningError} If it is running, or still stopping.
   * @throws {LoopLimitError} If there are as many threads as there may be, see `EventLoop.start`.
   */
  start(): this {
    this.#worker.start();
    return this;
  }

  /**
   * Submits a coroutine to the worker's loop.
   *
   * @param coroutine What to run. It is used up.
   * @param options How.
   * @returns The future of its result.
   * @throws {TypeError} If `coroutine` is no coroutine, or an option of the wrong type.
   * @throws {InvalidStateError} If the coroutine was used before.
   * @throws {SerializationError} If an argument cannot cross.
   * @throws {LoopNotRunningError} If the worker is not started, or stopped.
   * @throws {BrokenLoopError} If its thread died.
   */
  submit<T>(coroutine: Coroutine<T>, options: SubmitOptions = {}): Future<T> {
    const future = this.#worker.submit(coroutine, options, checkRunning, this.submit);
    return future;
  }

  /**
   * Stops the worker: refuses new work, cancels what is left, lets it clean up, ends the thread.
   * Idempotent.
   *
   * @param timeout How long coroutines may take to end, in milliseconds (default: the
   * worker's `stopTimeout`, or else 5,000); then the
   * thread is terminated.
   * @returns Resolves, when the thread has ended, to what became of the work.
   * @throws {TypeError} If the timeout is no number.
   * @throws {RangeError} If the timeout is `NaN`.
   */
  stop(timeout: number = this.#worker.stopTimeout): Promise<StopReport> {
    return this.#worker.stopStarted(checkTimeout(timeout));
  }

  /**
   * The same, blocking.
   *
   * **Blocking**: blocks the calling thread until the worker's thread has ended.
   *
   * @param timeout How long coroutines may take to end, in milliseconds (default: the
   * worker's `stopTimeout`, or else 5,000).
   * @returns What became of the work.
   * @throws {TypeError} If the timeout is no number.
   * @throws {RangeError} If the timeout is `NaN`.
   *
   * @example
   * ```ts
   * import { AsyncWorker, inline } from "sideloop";
   * import { assertEquals } from "@std/assert";
   *
   * const worker = new AsyncWorker().start();
   * assertEquals(worker.submit(inline(() => 42)).result(5_000), 42);
   * const { completed, terminated } = worker.stopSync();
   * assertEquals([completed, terminated], [1, false]);
   * ```
   */
  stopSync(timeout: number = this.#worker.stopTimeout): StopReport {
    return this.#worker.stopStartedSync(checkTimeout(timeout));
  }

  /** Names the class, for those who describe values. */
  get [Symbol.toStringTag](): string {
    return "AsyncWorker";
  }

  /** Names the worker and its state. */
  toString(): string {
    return this.#worker.describe("AsyncWorker");
  }

  /** As `stop()`, without waiting. */
  [Symbol.dispose](): void {
    void this.stop();
  }

  /** As `stop()`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

function checkRunning(loop: StoppableLoop): void {
  loop.checkRunning();
}
