/**
 * The loop of this very thread, as code that runs on it sees it.
 *
 * @module
 */

import type { ExceptionHandler, StopHook } from "../core/contract.ts";
import {
  DeadlockError,
  InvalidStateError,
  LoopAlreadyRunningError,
  LoopClosedError,
} from "../core/errors.ts";
import type { Port } from "../core/port.ts";
import { targetOf, useCoroutine } from "../coroutine/coroutine_object.ts";
import { runtime } from "../runtime/select.ts";
import type { Words } from "../sync/atomics.ts";
import { Vitals } from "../sync/vitals.ts";
import type { LocalLoop } from "../wire/local_loop.ts";
import { endsWithThreadError, foreignHandlerError } from "./loop_errors.ts";
import { LoopHandle } from "./loop_handle.ts";

/** The loop of this very thread, as code that runs on it sees it. */
export class RunningLoop extends LoopHandle {
  readonly #local: LocalLoop;
  #stopping = false;

  constructor(local: LocalLoop) {
    super(local.passport, local.connect(), undefined);
    this.#local = local;
    this.listen();
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

  close(): void {
    throw new InvalidStateError(`Cannot close ${this.name}: it is running; stop it instead`);
  }

  terminate(): Promise<void> {
    if (this.passport.isMain) return Promise.reject(endsWithThreadError("terminate", this.name));
    return runtime.exitThread(1);
  }

  override setExceptionHandler(_handler: ExceptionHandler | undefined): void {
    throw foreignHandlerError(this.name);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    return Promise.resolve();
  }

  override poll(): boolean {
    return this.calls.poll();
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

  protected override admit(port: Port, guest: Words): void {
    this.#local.admit(port, new Vitals(guest));
  }

  /** Its end is not seen from here. */
  protected override readonly end: Promise<never> = new Promise(() => {});

  protected override hasEnded(): boolean {
    return false;
  }

  protected override seatToJoin(): number {
    return this.seat;
  }

  protected override checkMayJoin(): void {
    throw new DeadlockError(
      `Cannot join ${this.name} on its own thread: it would wait for its own end; join it from another thread`,
    );
  }

  protected override requestStop(): void {
    this.#local.requestStop();
    this.#stopping = true;
  }

  protected override checkAccepts(): void {
    if (this.#stopping) throw new LoopClosedError(`Cannot submit to ${this.name}: it was stopped`);
  }

  protected override utilization(): number {
    return Math.min(this.vitals.read().busy / this.vitals.age(), 1);
  }

  #ownThread(what: string): DeadlockError {
    return new DeadlockError(
      `Cannot ${what} ${this.name} on its own thread: it would wait for itself for ever; await the future instead of blocking on it`,
    );
  }
}
