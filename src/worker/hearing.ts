/**
 * Promises that hear of a cancellation themselves: they reject when what they stand for has cleaned up. Whoever
 * waits for one need not be told besides, and must not go on before it.
 *
 * @module
 */

import { isCoroutine } from "../coroutine/coroutine_object.ts";
import { isFuture } from "../sync/future_inner.ts";

const hearing = new WeakSet<object>();

/**
 * Says that a promise hears of a cancellation itself.
 *
 * @param promise The promise.
 * @returns The promise.
 */
export function markAsHearing<P extends object>(promise: P): P {
  hearing.add(promise);
  return promise;
}

/**
 * Whether what is waited for hears of a cancellation itself. A future that is done has nobody to tell.
 *
 * @param value What is waited for.
 */
export function hearsOfCancellation(value: object): boolean {
  return hearing.has(value) || isCoroutine(value) || isFuture(value) && !value.done();
}
