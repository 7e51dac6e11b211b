/**
 * The future: one state, watched in three ways, by a blocked thread, by awaiters, and by callbacks.
 *
 * States: see `core/future_state.ts`.
 *
 * Writers: the thread that holds the future, alone. What happens on the loop's thread reaches it through the inbox.
 *
 * Wake-ups, in this order: the state changes, observers and awaiters are told, callbacks run. A thread in `result()`
 * therefore returns before the callbacks have run. Callbacks run at once where the state was changed by a call on this
 * thread (`cancel`, `setResult`), and in a microtask where news arrived from the loop, because news may arrive in the
 * middle of any call that looks for it.
 *
 * Source: CPython's `concurrent.futures._base.Future`.
 *
 * @module
 */

import type { EventLoop, Future as FutureContract, FutureConstructor } from "../core/contract.ts";
import { checkTimeout } from "../core/deadline.ts";
import { type Deferred, deferred } from "../core/deferred.ts";
import {
  type CancelledError,
  DeadlockError,
  InvalidStateError,
  TimeoutError,
  toCancelledError,
} from "../core/errors.ts";
import { type FutureState, isDone, mustTransition, transition } from "../core/future_state.ts";
import { printAsText } from "../core/inspect.ts";
import { requireFunction } from "../core/options.ts";
import type { Outcome } from "../core/outcome.ts";
import { threadInbox } from "./inbox.ts";
import { keepAlive } from "./keep_alive.ts";

/** Finds the inner side of a future, whatever copy of the library made it. */
const INNER: unique symbol = Symbol.for("sideloop.future");

/** Who produces a future's outcome. */
export interface Producer {
  /** The loop that runs the work. */
  readonly loop: EventLoop;
  /** Tells the work that it is cancelled. */
  cancel(error: CancelledError): void;
  /**
   * Throws where waiting is pointless.
   *
   * @param timeout How long the caller means to block, in milliseconds.
   */
  checkMayBlock(timeout: number): void;
  /** Somebody has looked at the failure. */
  looked(): void;
  /** Reports what a callback threw. */
  report(error: unknown, message: string): void;
}

/** What `wait` and `asCompleted` see of a future; looking through it does not count as a look. */
export interface FutureInner {
  /** The state as this thread knows it. */
  state(): FutureState;
  /** Whether it finished with an error. */
  failed(): boolean;
  /** Throws where waiting is pointless. */
  checkMayBlock(timeout: number): void;
  /** Calls `observer` when the state becomes terminal; gives a function that stops that. */
  observe(observer: () => void): () => void;
}

type Callback<T> = (future: FutureContract<T>) => unknown;

/** Says that the work of a loop's future has begun. */
export let beginFuture: (future: FutureObject<never>) => void;
/** Settles a loop's future, or says that the coroutine of a cancelled one has ended. */
export let settleFuture: <T>(future: FutureObject<T>, outcome: Outcome<T>) => void;
/** Cancels a loop's future whose coroutine is told by other means. */
export let cancelFuture: (future: FutureObject<never>, error: CancelledError) => void;
/** Whether a future failed and nobody has looked. */
export let hasUnseenFailure: (future: FutureObject<never>) => boolean;

/** The one implementation of futures. */
export class FutureObject<T> implements FutureContract<T> {
  readonly name: string;
  readonly #producer: Producer | undefined;
  readonly #observers = new Set<() => void>();
  #state: FutureState = "pending";
  #outcome: Outcome<T> | undefined;
  #callbacks: Callback<T>[] = [];
  #promise: Deferred<T> | undefined;
  #settled: Deferred<void> | undefined;
  #looked = false;
  #calling = false;

  constructor(name = "Future", producer?: Producer) {
    this.name = name;
    this.#producer = producer;
  }

  static [Symbol.hasInstance](value: unknown): boolean {
    return isFuture(value);
  }

  get [INNER](): FutureInner {
    return {
      state: () => this.#state,
      failed: () => this.#outcome?.kind === "threw",
      checkMayBlock: (timeout) => this.#checkMayBlock(timeout),
      observe: (observer) => {
        this.#observers.add(observer);
        return () => this.#observers.delete(observer);
      },
    };
  }

  get [Symbol.toStringTag](): string {
    return "Future";
  }

  get loop(): EventLoop | undefined {
    return this.#producer?.loop;
  }

  result(timeout?: number): T {
    const outcome = this.#waitForOutcome(timeout);
    if (outcome.kind === "returned") return outcome.value;
    throw outcome.error;
  }

  exception(timeout?: number): unknown {
    const outcome = this.#waitForOutcome(timeout);
    if (outcome.kind === "cancelled") throw outcome.error;
    return outcome.kind === "threw" ? outcome.error : undefined;
  }

  done(): boolean {
    this.#refresh();
    return isDone(this.#state);
  }

  running(): boolean {
    this.#refresh();
    return this.#state === "running";
  }

  cancelled(): boolean {
    this.#refresh();
    return this.#outcome?.kind === "cancelled";
  }

  cancel(reason?: unknown): boolean {
    this.#refresh();
    if (isDone(this.#state)) return this.#outcome?.kind === "cancelled";
    const wasRunning = this.#state === "running";
    const error = toCancelledError(reason);
    this.#decide("cancel", { kind: "cancelled", error });
    if (this.#producer !== undefined) this.#producer.cancel(error);
    else if (wasRunning) this.#end();
    this.#runCallbacks();
    return true;
  }

  addDoneCallback(callback: Callback<T>): void {
    requireFunction(callback, "the done callback");
    this.#markLooked();
    if (!this.done()) return void this.#callbacks.push(callback);
    if (!this.#calling) this.#runCallbacks();
    this.#call(callback);
  }

  removeDoneCallback(callback: Callback<T>): number {
    const kept = this.#callbacks.filter((registered) => registered !== callback);
    const removed = this.#callbacks.length - kept.length;
    this.#callbacks = kept;
    return removed;
  }

  then<R1 = T, R2 = never>(
    onValue?: ((value: T) => R1 | PromiseLike<R1>) | null,
    onError?: ((error: unknown) => R2 | PromiseLike<R2>) | null,
  ): Promise<R1 | R2> {
    return this.#toPromise().then(onValue, onError);
  }

  catch<R = never>(onError?: ((error: unknown) => R | PromiseLike<R>) | null): Promise<T | R> {
    return this.#toPromise().catch(onError);
  }

  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.#toPromise().finally(onFinally);
  }

  get settled(): Promise<void> {
    this.#refresh();
    if (this.#settled === undefined) {
      this.#settled = deferred();
      if (this.#isSettled()) this.#settled.resolve();
      else void this.#settled.promise.then(this.#hold());
    }
    return this.#settled.promise;
  }

  setResult(value: T): void {
    this.#setOutcome({ kind: "returned", value });
  }

  setException(error: unknown): void {
    this.#setOutcome({ kind: "threw", error });
  }

  setRunningOrNotifyCancel(): boolean {
    this.#requireOwn("setRunningOrNotifyCancel");
    const move = this.#state === "cancelled" ? "notify" : "run";
    this.#state = mustTransition(this.#state, move);
    if (move === "notify") this.#tellObservers();
    return move === "run";
  }

  toString(): string {
    const outcome = this.#outcome;
    const ending = outcome?.kind === "returned"
      ? `, returned: ${typeName(outcome.value)}`
      : outcome?.kind === "threw"
      ? `, raised: ${typeName(outcome.error)}`
      : "";
    const state = outcome?.kind === "cancelled" ? "cancelled" : this.#state;
    return `Future { name: ${JSON.stringify(this.name)}, state: "${state}"${ending} }`;
  }

  static {
    printAsText(this.prototype);
    beginFuture = (future) => {
      if (future.#state === "pending") future.#state = mustTransition(future.#state, "run");
    };
    settleFuture = (future, outcome) => future.#settle(outcome);
    cancelFuture = (future, error) => {
      if (isDone(future.#state)) return;
      future.#decide("cancel", { kind: "cancelled", error });
      future.#runCallbacksSoon();
    };
    hasUnseenFailure = (future) => future.#outcome?.kind === "threw" && !future.#looked;
  }

  /** News from the loop: an outcome, or the end of a coroutine that had been cancelled. */
  #settle<U extends T>(outcome: Outcome<U>): void {
    if (this.#state === "cancelled") return this.#end();
    if (isDone(this.#state)) return;
    this.#decide(outcome.kind === "cancelled" ? "cancel" : "finish", outcome);
    this.#end();
    this.#runCallbacksSoon();
  }

  #setOutcome(outcome: Outcome<T>): void {
    this.#requireOwn(outcome.kind === "returned" ? "setResult" : "setException");
    this.#decide("finish", outcome);
    this.#runCallbacks();
  }

  #decide(move: "finish" | "cancel", outcome: Outcome<T>): void {
    this.#state = mustTransition(this.#state, move);
    this.#outcome = outcome;
    this.#tellPromise();
    this.#tellObservers();
    if (this.#isSettled()) this.#settled?.resolve();
  }

  /** The coroutine of a cancelled future has ended. */
  #end(): void {
    this.#state = transition(this.#state, "notify") ?? this.#state;
    this.#settled?.resolve();
    this.#tellObservers();
  }

  /** A future made by hand has no coroutine to wait for once it is decided. */
  #isSettled(): boolean {
    if (this.#producer === undefined) return isDone(this.#state);
    return this.#state === "finished" || this.#state === "notified";
  }

  #tellObservers(): void {
    for (const observer of [...this.#observers]) observer();
  }

  #tellPromise(): void {
    const promise = this.#promise;
    const outcome = this.#outcome;
    if (promise === undefined || outcome === undefined) return;
    if (outcome.kind === "returned") return promise.resolve(outcome.value);
    this.#markLooked();
    promise.reject(outcome.error);
  }

  #toPromise(): Promise<T> {
    this.#refresh();
    if (this.#promise === undefined) {
      this.#promise = deferred();
      this.#tellPromise();
      if (!isDone(this.#state)) this.#holdWhilePending(this.#promise.promise);
    }
    return this.#promise.promise;
  }

  #holdWhilePending(promise: Promise<T>): void {
    const release = this.#hold();
    promise.then(release, release);
  }

  #hold(): () => void {
    return this.#producer === undefined ? () => {} : keepAlive();
  }

  #refresh(): void {
    if (this.#producer !== undefined && !this.#isSettled()) threadInbox().poll();
  }

  #waitForOutcome(timeout: number | undefined): Outcome<T> {
    const ms = checkTimeout(timeout);
    if (!this.done()) this.#block(ms);
    this.#markLooked();
    return this.#outcome as Outcome<T>;
  }

  #block(ms: number): void {
    this.#checkMayBlock(ms);
    if (threadInbox().block(() => isDone(this.#state), ms)) return;
    throw new TimeoutError(`Cannot give the result of ${this.name}: not done after ${ms} ms`, {
      code: "WAIT_TIMEOUT",
    });
  }

  #checkMayBlock(ms: number): void {
    if (this.#producer !== undefined) return this.#producer.checkMayBlock(ms);
    if (ms < Infinity) return;
    throw new DeadlockError(
      `Cannot wait for ${this.name}: only this thread can set it, and it would be blocked for ever; await it instead`,
    );
  }

  #markLooked(): void {
    if (this.#looked) return;
    this.#looked = true;
    this.#producer?.looked();
  }

  #runCallbacksSoon(): void {
    if (this.#callbacks.length > 0) queueMicrotask(() => this.#runCallbacks());
  }

  #runCallbacks(): void {
    this.#calling = true;
    for (let callback = this.#callbacks.shift(); callback; callback = this.#callbacks.shift()) {
      this.#call(callback);
    }
    this.#calling = false;
  }

  #call(callback: Callback<T>): void {
    const failed = (error: unknown) => this.#reportCallback(error);
    try {
      const returned = callback(this);
      if (isPromiseLike(returned)) returned.then(undefined, failed);
    } catch (error) {
      failed(error);
    }
  }

  #reportCallback(error: unknown): void {
    const message = `Exception in a done callback of ${this.name}`;
    if (this.#producer !== undefined) this.#producer.report(error, message);
    else console.error(`${message}:`, error);
  }

  #requireOwn(method: string): void {
    if (this.#producer === undefined) return;
    throw new InvalidStateError(
      `Cannot ${method}: ${this.name} is settled by its loop; make your own with new Future()`,
    );
  }
}


/** Makes futures for code that produces outcomes itself. See {@linkcode FutureContract}. */
export const Future: FutureConstructor = FutureObject;

/** A future; see the interface it stands for. */
export type Future<T> = FutureContract<T>;

/**
 * Whether a value is a future, of whatever copy of the library.
 *
 * @param value Anything.
 */
export function isFuture(value: unknown): value is FutureContract<unknown> {
  return typeof value === "object" && value !== null && INNER in value;
}

/**
 * The inner side of a future.
 *
 * @param future A future, of whatever copy of the library.
 */
export function innerOf(future: FutureContract<unknown>): FutureInner {
  return (future as FutureContract<unknown> & { readonly [INNER]: FutureInner })[INNER];
}

function typeName(value: unknown): string {
  if (value instanceof Error) return value.name;
  return value === null ? "null" : typeof value;
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
