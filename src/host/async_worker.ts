import type { EventLoop, Future, StopReport } from "../core/contract.ts";
import type { Coroutine } from "../core/coroutine_type.ts";
import { checkTimeout } from "../core/deadline.ts";
import { LoopAlreadyRunningError } from "../core/errors.ts";
import { printAsText } from "../core/inspect.ts";
import { useCoroutine, workOf } from "../coroutine/coroutine_object.ts";
import type { SubmitOptions } from "./calls.ts";
import { innerOfLoop } from "./loop_handle.ts";
import {
  type EventLoopOptions,
  type ResolvedLoopOptions,
  resolveLoopOptions,
} from "./loop_options.ts";
import { OwnedLoop } from "./owned_loop.ts";
import { newSite, noteSite } from "./site.ts";

/** How a worker is made: as a loop is, but with a `stopTimeout` of 5,000 ms by default. */
export type AsyncWorkerOptions = EventLoopOptions;

/** How long stopping gives coroutines to clean up unless told otherwise, in milliseconds. */
const DEFAULT_STOP_TIMEOUT = 5_000;

/** The report of a worker that was never started. */
const NOTHING_DONE: StopReport = Object.freeze({
  completed: 0,
  cancelled: 0,
  abandoned: 0,
  terminated: false,
  errors: Object.freeze([]),
});

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
  readonly #options: ResolvedLoopOptions;
  readonly #stopTimeout: number;
  #loop: OwnedLoop;
  #stopping: Promise<StopReport> | undefined;

  /**
   * Makes a worker, not started.
   *
   * @param options How its loop is made.
   * @throws {TypeError} If an option is of the wrong type, or the runtime cannot honour it.
   * @throws {RangeError} If a time is `NaN`.
   */
  constructor(options: AsyncWorkerOptions = {}) {
    this.#options = resolveLoopOptions(options);
    this.#stopTimeout = options.stopTimeout ?? DEFAULT_STOP_TIMEOUT;
    this.#loop = new OwnedLoop(this.#options);
  }

  static {
    printAsText(this.prototype);
    drainWorker = (worker) => worker.#stopping ??= worker.#loop.drain(worker.#stopTimeout);
  }

  /**
   * The loop: the one that runs, or ran last, or will run first. Each start after a stop makes a
   * new one.
   */
  get loop(): EventLoop {
    return this.#loop;
  }

  /** Whether work may be submitted. */
  get isRunning(): boolean {
    return this.#loop.isRunning();
  }

  /**
   * Starts the worker's thread. Returns at once: work may be submitted right away.
   *
   * @throws {LoopAlreadyRunningError} If it is running, or still stopping.
   */
  start(): this {
    if (this.#loop.hasStarted() && !this.#loop.isClosed()) {
      throw new LoopAlreadyRunningError(
        `Cannot start worker ${this.#loop.name}: it is running; stop it first`,
      );
    }
    if (this.#loop.isClosed()) this.#loop = new OwnedLoop(this.#options);
    this.#stopping = undefined;
    this.#loop.start();
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
    const { submit, isDebugged } = innerOfLoop(this.#loop);
    const site = newSite(workOf(coroutine), isDebugged);
    const future = useCoroutine(coroutine, (work) => {
      this.#loop.checkRunning();
      return submit(work, options, site);
    });
    noteSite(site, this.submit);
    return future as Future<T>;
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
  stop(timeout: number = this.#stopTimeout): Promise<StopReport> {
    const ms = checkTimeout(timeout);
    if (!this.#loop.hasStarted()) return Promise.resolve(NOTHING_DONE);
    if (this.#stopping === undefined) this.#stopping = this.#loop.shutdown(ms);
    else this.#loop.beginStop(ms);
    return this.#stopping;
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
   */
  stopSync(timeout: number = this.#stopTimeout): StopReport {
    const ms = checkTimeout(timeout);
    if (!this.#loop.hasStarted()) return NOTHING_DONE;
    const report = this.#loop.shutdownSync(ms);
    this.#stopping ??= Promise.resolve(report);
    return report;
  }

  /** Names the class, for those who describe values. */
  get [Symbol.toStringTag](): string {
    return "AsyncWorker";
  }

  /** Names the worker and its state. */
  toString(): string {
    return `AsyncWorker { name: ${JSON.stringify(this.#loop.name)}, isRunning: ${this.isRunning} }`;
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
