import type { EventLoop, Future, StopReport } from "../core/contract.ts";
import type { Coroutine } from "../core/coroutine_type.ts";
import { checkTimeout } from "../core/deadline.ts";
import { printAsText } from "../core/inspect.ts";
import type { SubmitOptions } from "./submit_options.ts";
import type { EventLoopOptions } from "./loop_options.ts";
import type { StoppableLoop } from "./stoppable_loop.ts";
import { RestartableLoop } from "./restartable_loop.ts";
import { checkSignals, watchSignals } from "./signals.ts";

/**
 * Signals that ask a process to do something, and that it can handle.
 *
 * @category Ready-made
 */
export type SignalName =
  | "SIGABRT"
  | "SIGALRM"
  | "SIGBREAK"
  | "SIGHUP"
  | "SIGINT"
  | "SIGPWR"
  | "SIGQUIT"
  | "SIGTERM"
  | "SIGUSR1"
  | "SIGUSR2"
  | "SIGXCPU";

/**
 * How a runner is made: as a loop is, with a `stopTimeout` of 5,000 ms by default, and signals besides.
 *
 * @category Ready-made
 */
export interface GracefulAsyncRunnerOptions extends EventLoopOptions {
  /**
   * Signals that shut the runner down (default: none), handled from `start()` to the end of the shutdown, on the
   * main thread only.
   *
   * The first one shuts down all runners that handle it; then the process exits with `process.exitCode`, if the
   * program has set it, else with 128 + the number of the signal. A second one meanwhile exits at once. A signal
   * that the program listens to itself is left alone at `start()`; if it begins to listen later, the runner is
   * shut down and the program decides when to exit. On Deno this sees listeners of `process.on` only.
   *
   * While the thread blocks, in `result()` for one, no handler could run: a signal then ends the process at once,
   * as it does without this option. One that comes while the thread computes and that then blocks, before its
   * event loop has turned, may go unheard.
   */
  readonly handleSignals?: readonly SignalName[];
}

/**
 * An event loop in a thread of its own that ends in order: what runs is cancelled, cleans up, and is waited for
 * only as long as that takes.
 *
 * Guarantees:
 * - After `shutdown()` no future of the runner is pending.
 * - What ignores its cancellation is terminated at the deadline, and reported by name.
 * - After `shutdown()` the runner has no signal handler in place.
 * - A runner alone, with its signal handlers, keeps no process alive unless `daemon` is `false`; a future that
 *   somebody awaits does.
 *
 * @category Ready-made
 *
 * @example
 * ```ts
 * import { GracefulAsyncRunner, inline } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const runner = new GracefulAsyncRunner({ handleSignals: ["SIGINT", "SIGTERM"] }).start();
 * const future = runner.submit(inline(() => new Promise(() => {})));
 * const { cancelled, abandoned } = await runner.shutdown(100);
 * assertEquals([future.cancelled(), cancelled + abandoned, runner.pending], [true, 1, 0]);
 * ```
 */
export class GracefulAsyncRunner {
  readonly #runner: RestartableLoop;
  readonly #signals: readonly string[];
  #unwatch = (): void => {};

  /**
   * Makes a runner, not started.
   *
   * @param options How its loop is made, and which signals shut it down.
   * @throws {TypeError} If an option is of the wrong type, the runtime cannot honour it, a signal is unknown or
   * cannot be handled, or one is to be handled off the main thread.
   * @throws {RangeError} If a time is `NaN`.
   */
  constructor(options: GracefulAsyncRunnerOptions = {}) {
    this.#signals = checkSignals(options?.handleSignals);
    this.#runner = new RestartableLoop("runner", options);
  }

  static {
    printAsText(this.prototype);
  }

  /**
   * The loop: the one that runs, or ran last, or will run first. Each start after a shutdown makes a new one.
   */
  get loop(): EventLoop {
    return this.#runner.loop;
  }

  /** Whether it was started and neither was shut down nor died. */
  get isRunning(): boolean {
    return this.loop.isRunning();
  }

  /** How many coroutines were accepted and have not ended, those that clean up included. */
  get pending(): number {
    const { pending, running } = this.#runner.stats();
    return pending + running;
  }

  /**
   * Starts the runner's thread, and begins to handle signals. Returns at once.
   *
   * @throws {LoopAlreadyRunningError} If it is running, or still shutting down.
   */
  start(): this {
    this.#runner.start();
    const unwatch = watchSignals(this.#signals, () => this.#shutdownOnSignal());
    this.#unwatch = unwatch;
    void this.#runner.loop.over.then(unwatch);
    return this;
  }

  /**
   * Submits a coroutine to the runner's loop. Before the start it is queued.
   *
   * @param coroutine What to run. It is used up.
   * @param options How.
   * @returns The future of its result.
   * @throws {TypeError} If `coroutine` is no coroutine, or an option of the wrong type.
   * @throws {InvalidStateError} If the coroutine was used before.
   * @throws {SerializationError} If an argument cannot cross.
   * @throws {LoopNotRunningError} If the runner was shut down.
   * @throws {BrokenLoopError} If its thread died.
   */
  submit<T>(coroutine: Coroutine<T>, options: SubmitOptions = {}): Future<T> {
    const future = this.#runner.submit(coroutine, options, checkNotOver, this.submit);
    return future;
  }

  /**
   * Shuts the runner down: refuses new work, cancels what is left, lets it clean up, runs the hooks of `onStop`,
   * ends the thread. Idempotent; before the start it cancels what is queued.
   *
   * @param timeout How long coroutines may take to end, in milliseconds (default: the runner's `stopTimeout`, or
   * else 5,000); then the thread is terminated. A later call can only shorten it.
   * @returns Resolves, when the thread has ended, to what became of the work.
   * @throws {TypeError} If the timeout is no number.
   * @throws {RangeError} If the timeout is `NaN`.
   */
  shutdown(timeout: number = this.#runner.stopTimeout): Promise<StopReport> {
    return this.#runner.stop(checkTimeout(timeout));
  }

  /**
   * The same, blocking.
   *
   * **Blocking**: blocks the calling thread until the runner's thread has ended.
   *
   * @param timeout How long coroutines may take to end, in milliseconds (default: the runner's `stopTimeout`, or
   * else 5,000).
   * @returns What became of the work.
   * @throws {TypeError} If the timeout is no number.
   * @throws {RangeError} If the timeout is `NaN`.
   *
   * @example
   * ```ts
   * import { GracefulAsyncRunner, inline } from "sideloop";
   * import { assertEquals } from "@std/assert";
   *
   * const runner = new GracefulAsyncRunner().start();
   * assertEquals(runner.submit(inline(() => 42)).result(5_000), 42);
   * assertEquals(runner.shutdownSync(1_000).completed, 1);
   * ```
   */
  shutdownSync(timeout: number = this.#runner.stopTimeout): StopReport {
    const report = this.#runner.stopSync(checkTimeout(timeout));
    this.#unwatch();
    return report;
  }

  /** Names the class, for those who describe values. */
  get [Symbol.toStringTag](): string {
    return "GracefulAsyncRunner";
  }

  /** Names the runner and its state. */
  toString(): string {
    return this.#runner.describe("GracefulAsyncRunner");
  }

  /** As `shutdown()`, without waiting. */
  [Symbol.dispose](): void {
    void this.shutdown();
  }

  /** As `shutdown()`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  /** By the public method: a class that extends this one may do more there. */
  async #shutdownOnSignal(): Promise<void> {
    try {
      await this.shutdown();
    } catch (error) {
      this.#runner.loop.report(error, { message: "Exception in a shutdown begun by a signal" });
    }
  }
}

function checkNotOver(loop: StoppableLoop): void {
  if (loop.hasStarted() || loop.isClosed()) loop.checkRunning();
}
