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

/** Whoever awaits the promise goes on as the task that does: on runtimes that forget that. Gives the promise. */
export type Following = <T>(promise: Promise<T>) => Promise<T>;

/** Calls a function as if no task did. */
export type OutsideTasks = (call: () => void) => void;

/** Awaits as the task that runs the calling code, if any. */
export let awaitHere: Awaiting = (promise) => promise;
/** For what is begun by the code of a task and does not belong to it. */
export let outsideTasks: OutsideTasks = (call) => call();

/** For the promises that functions of the library hand out. */
export let followHere: Following = (promise) => promise;

/**
 * Says how tasks await, and how to leave them.
 *
 * @param awaiting Takes the place of plain awaiting.
 * @param outside Takes the place of a plain call.
 * @param following What is done where the runtime forgets tasks at an `await`.
 */
export function setAwaiting(
  awaiting: Awaiting,
  outside: OutsideTasks,
  following: Following | undefined,
): void {
  awaitHere = awaiting;
  outsideTasks = outside;
  if (following !== undefined) followHere = following;
}
