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

/** Awaits as the task that runs the calling code, if any. */
export let awaitHere: Awaiting = (promise) => promise;

/**
 * Says how tasks await.
 *
 * @param awaiting Takes the place of plain awaiting.
 */
export function setAwaiting(awaiting: Awaiting): void {
  awaitHere = awaiting;
}
