/**
 * The future: one state, watched in three ways, by a blocked thread, by awaiters, and by callbacks.
 *
 * States: see `core/future_state.ts`.
 *
 * Writers: the thread that holds the future, alone. What happens on the loop's thread reaches it
 * through the inbox.
 *
 * Wake-ups, in this order: the state changes, observers and awaiters are told, callbacks run. A
 * thread in `result()` therefore returns before the callbacks have run. Callbacks run at once where
 * the state was changed by a call on this thread (`cancel`, `setResult`), and in a microtask where
 * news arrived from the loop, because news may arrive in the middle of any call that looks for it.
 *
 * Source: CPython's `concurrent.futures._base.Future`.
 *
 * @module
 */

import type { EventLoop, Future as FutureContract, FutureConstructor } from "../core/contract.ts";
import { checkTimeout } from "../core/deadline.ts";
import { type Deferred, deferred } from "../core/deferred.ts";
import { toCancelledError } from "../core/cancellation.ts";
import {
  type CancelledError,
  DeadlockError,
  InvalidStateError,
  TimeoutError,
} from "../core/errors.ts";
import { type FutureState, isDone, mustTransition, transition } from "../core/future_state.ts";
import { printAsText } from "../core/inspect.ts";
import { requireFunction } from "../core/options.ts";
import type { Outcome } from "../core/outcome.ts";
import { awaitHere, followHere } from "./awaiting.ts";
import { type DoneCallback, DoneCallbacks } from "./done_callbacks.ts";
import { type FutureInner, INNER, isFuture } from "./future_inner.ts";
import { threadInbox } from "./inbox.ts";
import { describeFuture } from "./future_text.ts";
import { holdOn, letGo } from "./keep_alive.ts";
import type { Producer } from "./producer.ts";

/** Says that the work of a loop's future has begun. */
export let beginFuture: (future: FutureObject<never>) => void;
/** Settles a loop's future, or says that the coroutine of a cancelled one has ended. */
export let settleFuture: <T>(future: FutureObject<T>, outcome: Outcome<T>) => void;
/** Cancels a loop's future whose coroutine is told by other means. */
export let cancelFuture: (future: FutureObject<never>, error: CancelledError) => void;
/**
 * Fails a loop's future whose time is up, and has its coroutine cancelled, whose end it awaits as a cancelled one
 * does. Nothing happens to one that is done.
 */
export let expireFuture: (future: FutureObject<never>, error: unknown) => void;
/** Whether a future failed and nobody has looked. */
export let hasUnseenFailure: (future: FutureObject<never>) => boolean;

/** The one implementation of futures. */
export class FutureObject<T> implements FutureContract<T> {
  readonly name: string;
  /** What its producer knows it by. */
  readonly id: number;
  readonly #producer: Producer | undefined;
  #observers: Set<() => void> | undefined;
  #callbacks: DoneCallbacks<FutureContract<T>> | undefined;
  #state: FutureState = "pending";
  #outcome: Outcome<T> | undefined;
  #promise: Deferred<T> | undefined;
  #settled: Deferred<void> | undefined;
  #looked = false;
  #isHolding = false;

  constructor(name = "Future", producer?: Producer, id = 0) {
    if (typeof name === "function") throw executorError();
    this.name = name;
    this.id = id;
    this.#producer = producer;
  }

  static [Symbol.hasInstance](value: unknown): boolean {
    return isFuture(value);
  }

  get [INNER](): FutureInner {
    return {
      state: () => this.#state,
      outcome: () => this.#toPromise(),
      failed: () => this.#outcome?.kind === "threw",
      checkMayBlock: (timeout) => this.#checkMayBlock(timeout),
      seat: () => this.#seat(),
      observe: (observer) => {
        (this.#observers ??= new Set()).add(observer);
        return () => this.#observers?.delete(observer);
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
    if (this.#producer !== undefined) this.#producer.cancel(this.#self, error);
    else if (wasRunning) this.#end();
    this.#callbacks?.callAll();
    return true;
  }

  addDoneCallback(callback: DoneCallback<FutureContract<T>>): void {
    requireFunction(callback, "the done callback");
    this.#markLooked();
    const callbacks = this.#callbacks ??= new DoneCallbacks<FutureContract<T>>(
      this,
      (error) => this.#reportCallback(error),
    );
    if (this.done()) callbacks.callLate(callback);
    else callbacks.add(callback);
  }

  removeDoneCallback(callback: DoneCallback<FutureContract<T>>): number {
    return this.#callbacks?.remove(callback) ?? 0;
  }

  then<R1 = T, R2 = never>(
    onValue?: ((value: T) => R1 | PromiseLike<R1>) | null,
    onError?: ((error: unknown) => R2 | PromiseLike<R2>) | null,
  ): Promise<R1 | R2> {
    return this.#awaited().then(onValue, onError);
  }

  catch<R = never>(onError?: ((error: unknown) => R | PromiseLike<R>) | null): Promise<T | R> {
    return this.#awaited().catch(onError);
  }

  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.#awaited().finally(onFinally);
  }

  get settled(): Promise<void> {
    this.#refresh();
    if (this.#settled === undefined) {
      this.#settled = deferred();
      followHere(this.#settled.promise);
      if (this.#isSettled()) this.#settled.resolve();
      else this.#hold();
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
    return describeFuture(this.name, this.#state, this.#outcome);
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
      future.#callbacks?.callAllSoon();
    };
    expireFuture = (future, error) => {
      if (isDone(future.#state)) return;
      future.#decide("cancel", { kind: "threw", error });
      future.#producer?.cancel(future, toCancelledError(error));
      future.#callbacks?.callAllSoon();
    };
    hasUnseenFailure = (future) => future.#outcome?.kind === "threw" && !future.#looked;
  }

  /** News from the loop: an outcome, or the end of a coroutine whose future was decided before. */
  #settle<U extends T>(outcome: Outcome<U>): void {
    if (this.#state === "cancelled") return this.#end();
    if (isDone(this.#state)) return;
    this.#decide(outcome.kind === "cancelled" ? "cancel" : "finish", outcome);
    this.#end();
    this.#callbacks?.callAllSoon();
  }

  #setOutcome(outcome: Outcome<T>): void {
    this.#requireOwn(outcome.kind === "returned" ? "setResult" : "setException");
    this.#decide("finish", outcome);
    this.#callbacks?.callAll();
  }

  #decide(move: "finish" | "cancel", outcome: Outcome<T>): void {
    this.#state = mustTransition(this.#state, move);
    this.#outcome = outcome;
    this.#tellPromise();
    this.#tellObservers();
    if (this.#isSettled()) this.#settled?.resolve();
    this.#letGo();
  }

  /** The coroutine has ended. */
  #end(): void {
    this.#state = transition(this.#state, "notify") ?? this.#state;
    this.#settled?.resolve();
    this.#letGo();
    this.#tellObservers();
  }

  /** A future made by hand has no coroutine to wait for once it is decided. */
  #isSettled(): boolean {
    if (this.#producer === undefined) return isDone(this.#state);
    return this.#state === "finished" || this.#state === "notified";
  }

  #tellObservers(): void {
    if (this.#observers === undefined) return;
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

  /** As the task that runs the calling code awaits it: its cancellation is passed on. */
  #awaited(): Promise<T> {
    const promise = this.#toPromise();
    if (isDone(this.#state)) return promise;
    return awaitHere(promise, (error) => void this.cancel(error), this);
  }

  #toPromise(): Promise<T> {
    this.#refresh();
    if (this.#promise === undefined) {
      this.#promise = deferred();
      this.#tellPromise();
      if (!isDone(this.#state)) this.#hold();
    }
    return this.#promise.promise;
  }

  /** Keeps the process alive for those who await the outcome, or the end. */
  #hold(): void {
    if (this.#producer?.isElsewhere !== true || this.#isHolding) return;
    this.#isHolding = true;
    holdOn();
  }

  #letGo(): void {
    if (!this.#isHolding || this.#settled !== undefined && !this.#isSettled()) return;
    this.#isHolding = false;
    letGo();
  }

  /** As its producer knows it, which does not ask for its value. */
  get #self(): FutureObject<never> {
    return this as unknown as FutureObject<never>;
  }

  #refresh(): void {
    if (this.#producer !== undefined && !this.#isSettled()) threadInbox().poll();
  }

  #waitForOutcome(timeout: number | undefined): Outcome<T> {
    const ms = checkTimeout(timeout);
    if (!isDone(this.#state)) this.#look(ms);
    this.#markLooked();
    return this.#outcome as Outcome<T>;
  }

  /** Whoever waits is looking: the loop may end, and ask who has not, in the very poll that brings the failure. */
  #look(ms: number): void {
    const hadLooked = this.#looked;
    this.#looked = true;
    try {
      if (!this.done()) this.#block(ms);
    } finally {
      if (!isDone(this.#state)) this.#looked = hadLooked;
    }
  }

  #block(ms: number): void {
    this.#checkMayBlock(ms);
    if (threadInbox().block(() => isDone(this.#state), ms, () => this.#seat())) return;
    throw new TimeoutError(`Cannot give the result of ${this.name}: not done after ${ms} ms`, {
      code: "WAIT_TIMEOUT",
    });
  }

  #seat(): number {
    return this.#producer?.seatOf(this.#self) ?? -1;
  }

  #checkMayBlock(ms: number): void {
    if (this.#producer !== undefined) {
      return this.#producer.checkMayBlock(ms, this.#self);
    }
    if (ms < Infinity) return;
    throw new DeadlockError(
      `Cannot wait for ${this.name}: only this thread can set it, and it would be blocked for ever; await it instead`,
    );
  }

  #markLooked(): void {
    if (this.#looked) return;
    this.#looked = true;
    this.#producer?.looked(this.#self);
  }

  #reportCallback(error: unknown): void {
    const message = `Exception in a done callback of ${this.name}`;
    if (this.#producer !== undefined) this.#producer.report(this.#self, error, message);
    else console.error(`${message}:`, error);
  }

  #requireOwn(method: string): void {
    if (this.#producer === undefined) return;
    throw new InvalidStateError(
      `Cannot ${method}: ${this.name} is settled by its loop; make your own with new Future()`,
    );
  }
}

/** Whoever takes it for a promise would wait for ever. */
function executorError(): TypeError {
  return new TypeError(
    "Cannot make a future of a function: new Future() takes none, and is settled by its setResult and setException",
  );
}

/**
 * Makes futures for code that produces outcomes itself. See {@linkcode FutureContract}.
 *
 * @category Futures
 *
 * @example
 * ```ts
 * import { Future } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const future = new Future<number>();
 * setTimeout(() => future.setResult(42), 1);
 * assertEquals(await future, 42);
 * ```
 */
export const Future: FutureConstructor = FutureObject as FutureConstructor;

/**
 * A future; see the interface it stands for.
 *
 * @category Futures
 */
export type Future<T> = FutureContract<T>;
