/**
 * How code of a task awaits: a seam, filled by the side that has tasks. Without tasks a promise is awaited as it
 * is.
 *
 * @module
 */

import type { CancelledError } from "../core/errors.ts";

/** What is done when the wait is cancelled. */
export type OnCancel = (error: CancelledError) => void;

/**
 * Gives a promise that settles as `promise` does, and rejects before it when the task that runs the calling code
 * is cancelled. `subject` is what is waited for, where that could be the task itself.
 */
export type Awaiting = <T>(
  promise: Promise<T>,
  onCancel?: OnCancel,
  subject?: object,
) => Promise<T>;

/**
 * What the library does so that tasks are known across an `await`, on runtimes that forget them there. An object that
 * is awaited later is taken to belong to the task that made it, where nobody knows better.
 */
export interface AwaitTracing {
  /** Notes who makes an object that will be awaited. */
  note(made: object): void;
  /** Calls `then` of a promise on behalf of whoever awaits an object: both callbacks go on as the same task. */
  then<T, R1, R2>(
    awaited: object,
    promise: () => Promise<T>,
    onValue: ((value: T) => R1 | PromiseLike<R1>) | null | undefined,
    onError: ((error: unknown) => R2 | PromiseLike<R2>) | null | undefined,
  ): Promise<R1 | R2>;
  /** Whoever awaits the promise goes on as the calling task. */
  follow<T>(promise: Promise<T>): Promise<T>;
}

/** Calls a function as if no task did. */
export type OutsideTasks = (call: () => void) => void;

/** Awaits as the task that runs the calling code, if any. */
export let awaitHere: Awaiting = (promise) => promise;
/** `undefined` where the runtime itself knows tasks across every `await`. */
export let awaitTracing: AwaitTracing | undefined;
/** For what is begun by the code of a task and does not belong to it. */
export let outsideTasks: OutsideTasks = (call) => call();

/**
 * Whoever awaits the promise that it gives goes on as the calling task.
 *
 * @param promise What a function of the library hands out.
 */
export function followHere<T>(promise: Promise<T>): Promise<T> {
  return awaitTracing === undefined ? promise : awaitTracing.follow(promise);
}

/**
 * Says how tasks await, and how to leave them.
 *
 * @param awaiting Takes the place of plain awaiting.
 * @param outside Takes the place of a plain call.
 * @param tracing What is done where the runtime forgets tasks at an `await`.
 */
export function setAwaiting(
  awaiting: Awaiting,
  outside: OutsideTasks,
  tracing: AwaitTracing | undefined,
): void {
  awaitHere = awaiting;
  outsideTasks = outside;
  awaitTracing = tracing;
}
