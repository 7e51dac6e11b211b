/**
 * A loop that can be started again: what the ready-made classes with a start and a stop share.
 *
 * @module
 */

import type { Future, LoopStats, StopReport } from "../core/contract.ts";
import type { Coroutine } from "../core/coroutine_type.ts";
import { LoopAlreadyRunningError } from "../core/errors.ts";
import { useCoroutine, workOf } from "../coroutine/coroutine_object.ts";
import type { Work } from "../wire/messages.ts";
import { followHere } from "../sync/awaiting.ts";
import type { Special } from "./calls.ts";
import { innerOfLoop, type LoopInner } from "./loop_handle.ts";
import {
  type EventLoopOptions,
  type ResolvedLoopOptions,
  resolveLoopOptions,
} from "./loop_options.ts";
import { StoppableLoop } from "./stoppable_loop.ts";
import { BlockedSite, newSite, noteSite } from "./site.ts";
import type { SubmitOptions } from "./submit_options.ts";

/** How long stopping gives coroutines to clean up unless told otherwise, in milliseconds. */
const DEFAULT_STOP_TIMEOUT = 5_000;

/** The report of a loop that was never started. */
const NOTHING_DONE: StopReport = Object.freeze({
  completed: 0,
  cancelled: 0,
  abandoned: 0,
  terminated: false,
  errors: Object.freeze([]),
});

type AnyFunction = (...args: never[]) => unknown;

/** A loop that can be started again. Each start after an end makes a new one. */
export class RestartableLoop {
  /** How long stopping gives coroutines to clean up by default, in milliseconds. */
  readonly stopTimeout: number;
  readonly #kind: string;
  readonly #options: ResolvedLoopOptions;
  #loop: StoppableLoop;
  #stopping: Promise<StopReport> | undefined;

  /**
   * @param kind What it is called in messages.
   * @param options How its loops are made.
   * @param resolved The same, checked: where several loops share an initializer, which can be used but once, or one
   * more is added.
   */
  constructor(
    kind: string,
    options: EventLoopOptions,
    resolved: ResolvedLoopOptions = resolveLoopOptions(options),
  ) {
    this.#kind = kind;
    this.#options = resolved;
    this.stopTimeout = options.stopTimeout ?? DEFAULT_STOP_TIMEOUT;
    this.#loop = new StoppableLoop(this.#options);
  }

  /** The loop that runs, or ran last, or will run first. */
  get loop(): StoppableLoop {
    return this.#loop;
  }

  /** Counts and load, as of now. */
  stats(): LoopStats {
    this.#loop.poll();
    return this.#loop.stats();
  }

  /**
   * Starts the loop, or a new one after its end.
   *
   * @throws {LoopAlreadyRunningError} If it is running, or still stopping.
   * @throws {LoopLimitError} If there are as many threads as there may be, see `EventLoop.start`.
   */
  start(): void {
    this.checkMayStart();
    if (this.#loop.isClosed()) this.#loop = new StoppableLoop(this.#options);
    this.#stopping = undefined;
    this.#loop.start();
  }

  /**
   * Throws where it cannot be started now.
   *
   * @throws {LoopAlreadyRunningError} If it is running, or still stopping.
   */
  checkMayStart(): void {
    if (!this.#loop.hasStarted() || this.#loop.isClosed()) return;
    const what = this.#loop.isRunning() ? "running; stop it first" : "still stopping; await stop()";
    throw new LoopAlreadyRunningError(
      `Cannot start ${this.#kind} ${this.#loop.name}: it is ${what}`,
    );
  }

  /**
   * Submits a coroutine to the loop.
   *
   * @param coroutine What to run.
   * @param options How.
   * @param check Throws where the loop shall not take it.
   * @param caller The function whose caller submits. It must not end in this call, see {@linkcode noteSite}.
   */
  submit<T>(
    coroutine: Coroutine<T>,
    options: SubmitOptions,
    check: (loop: StoppableLoop) => void,
    caller: AnyFunction,
  ): Future<T> {
    const { submit, isDebugged } = innerOfLoop(this.#loop);
    const site = newSite(workOf(coroutine), isDebugged);
    const future = useCoroutine(coroutine, (work) => {
      check(this.#loop);
      return submit(work, options, site);
    });
    noteSite(site, caller);
    return future as Future<T>;
  }

  /**
   * Has the loop do work that is no coroutine of the caller.
   *
   * @param work What to do.
   * @param options How.
   * @param special What is special about it.
   * @param caller The function whose caller submits. It must not end in this call, see {@linkcode noteSite}.
   */
  call(
    work: Work,
    options: SubmitOptions,
    special: Special,
    caller: AnyFunction,
  ): Future<unknown> {
    const { submit, isDebugged } = this.#innerToCall(work);
    const site = newSite(work.target, isDebugged);
    const future = submit(work, options, site, special);
    noteSite(site, caller);
    return future;
  }

  /**
   * The same for a caller that blocks until it is done.
   *
   * @param work What to do.
   * @param options How.
   * @param special What is special about it.
   * @param caller The function whose caller submits; see {@linkcode BlockedSite}.
   */
  callBlocked(
    work: Work,
    options: SubmitOptions,
    special: Special,
    caller: AnyFunction,
  ): Future<unknown> {
    return this.#innerToCall(work).submit(work, options, new BlockedSite(caller), special);
  }

  #innerToCall({ target }: Work): LoopInner {
    this.#loop.checkRunning(`call ${target.name}`);
    return innerOfLoop(this.#loop);
  }

  /**
   * Stops the loop. Called again, it can only make the end come sooner.
   *
   * @param timeout How long coroutines may take to end, in milliseconds.
   * @returns The same promise to all who ask.
   */
  stop(timeout: number): Promise<StopReport> {
    if (this.#stopping === undefined) this.#stopping = followHere(this.#loop.shutdown(timeout));
    else this.#loop.beginStop(timeout);
    return this.#stopping;
  }

  /**
   * The same, blocking the calling thread.
   *
   * @param timeout How long coroutines may take to end, in milliseconds.
   */
  stopSync(timeout: number): StopReport {
    const report = this.#loop.shutdownSync(timeout);
    this.#stopping ??= Promise.resolve(report);
    return report;
  }

  /**
   * As {@linkcode RestartableLoop.stop}, for an owner that queues nothing before the start.
   *
   * @param timeout How long coroutines may take to end, in milliseconds.
   */
  stopStarted(timeout: number): Promise<StopReport> {
    return this.#loop.hasStarted() ? this.stop(timeout) : Promise.resolve(NOTHING_DONE);
  }

  /**
   * As {@linkcode RestartableLoop.stopSync}, for an owner that queues nothing before the start.
   *
   * @param timeout How long coroutines may take to end, in milliseconds.
   */
  stopStartedSync(timeout: number): StopReport {
    return this.#loop.hasStarted() ? this.stopSync(timeout) : NOTHING_DONE;
  }

  /** Stops the loop after all its coroutines have ended by themselves. */
  drain(): Promise<StopReport> {
    return this.#stopping ??= this.#loop.drain(this.stopTimeout);
  }

  /**
   * Names the owner and its state.
   *
   * @param className What the owner is.
   */
  describe(className: string): string {
    const { name } = this.#loop;
    return `${className} { name: ${JSON.stringify(name)}, isRunning: ${this.#loop.isRunning()} }`;
  }
}
