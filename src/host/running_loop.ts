/**
 * The loop of this very thread, as code that runs on it sees it.
 *
 * @module
 */

import type { EventLoop, ExceptionHandler, StopHook } from "../core/contract.ts";
import { checkTimeout } from "../core/deadline.ts";
import {
  DeadlockError,
  InvalidStateError,
  LoopAlreadyRunningError,
  LoopClosedError,
  LoopNotRunningError,
} from "../core/errors.ts";
import { targetOf, useCoroutine } from "../coroutine/coroutine_object.ts";
import { runtime } from "../runtime/select.ts";
import { currentThread } from "../runtime/this_thread.ts";
import { type Source, threadInbox } from "../sync/inbox.ts";
import { type LocalLoop, localLoop, provideLocalHandle } from "../wire/local_loop.ts";
import { LoopHandle } from "./loop_handle.ts";

class RunningLoop extends LoopHandle implements Source {
  readonly #local: LocalLoop;
  #stopping = false;

  constructor(local: LocalLoop) {
    super(local.name, local.vitals, local.connect(), undefined);
    this.#local = local;
    threadInbox().attach(this);
  }

  protected override get isDebugged(): boolean {
    return false;
  }

  get ready(): Promise<void> {
    return Promise.resolve();
  }

  start(): this {
    throw new LoopAlreadyRunningError(`Cannot start ${this.name}: it is running this very code`);
  }

  isRunning(): boolean {
    return !this.#stopping;
  }

  isClosed(): boolean {
    return false;
  }

  join(timeout?: number): Promise<boolean> {
    checkTimeout(timeout);
    throw this.#ownThread("join");
  }

  joinSync(timeout?: number): boolean {
    checkTimeout(timeout);
    throw this.#ownThread("join");
  }

  close(): void {
    throw new InvalidStateError(`Cannot close ${this.name}: it is running; stop it instead`);
  }

  terminate(): Promise<void> {
    return runtime.exitThread(1);
  }

  override setExceptionHandler(_handler: ExceptionHandler | undefined): void {
    throw new InvalidStateError(
      `Cannot set the exception handler of ${this.name} here: the thread that made the loop does`,
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    return Promise.resolve();
  }

  override poll(): boolean {
    return this.calls.poll();
  }

  alarm(): number {
    return Infinity;
  }

  hasStarted(): boolean {
    return true;
  }

  checkMayBlock(timeout: number): void {
    if (timeout > 0) throw this.#ownThread("wait for work of");
  }

  override onStop(hook: StopHook): () => void {
    this.checkAccepts();
    const isPlain = typeof hook === "function" && targetOf(hook) === undefined;
    if (isPlain) return this.#local.onStop(hook);
    return useCoroutine(hook, (work) => this.#local.onStop(work), "use as an onStop hook");
  }

  protected override requestStop(): void {
    this.#local.requestStop();
    this.#stopping = true;
  }

  protected override checkAccepts(): void {
    if (this.#stopping) throw new LoopClosedError(`Cannot submit to ${this.name}: it was stopped`);
  }

  protected override utilization(): number {
    return Math.min(this.vitals.read().busy / performance.now(), 1);
  }

  #ownThread(what: string): DeadlockError {
    return new DeadlockError(
      `Cannot ${what} ${this.name} on its own thread: it would wait for itself for ever; await the future instead of blocking on it`,
    );
  }
}

let handle: RunningLoop | undefined;

/**
 * The loop that runs the calling code.
 *
 * @throws {LoopNotRunningError} Where no loop does: on the main thread outside of coroutines.
 *
 * @example
 * ```ts
 * import { getRunningLoop, inline, withWorker } from "sideloop";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => getRunningLoop());
 * ```
 */
export function getRunningLoop(): EventLoop {
  if (!localLoop().isRunningHere()) {
    throw new LoopNotRunningError(
      `Cannot get the running loop: none runs this code on ${currentThread().name}`,
    );
  }
  return handleHere();
}

/** Has tasks know their loop. */
export function installRunningLoop(): void {
  provideLocalHandle(handleHere);
}

function handleHere(): RunningLoop {
  return handle ??= new RunningLoop(localLoop());
}
