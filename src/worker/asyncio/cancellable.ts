import { checkAwaitable, waitHere } from "./awaitable.ts";

/**
 * Waits for a promise that knows nothing of this library, and stops waiting when the task is cancelled. What
 * the promise stands for goes on; give it `currentTask().signal` where it takes one.
 *
 * @param promise What to wait for.
 * @throws {TypeError} If it cannot be awaited.
 * @throws {CancelledError} When the task is cancelled first.
 * @throws What the promise rejects with.
 * @category Inside a coroutine
 *
 * @example
 * ```ts
 * import { cancellable } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await cancellable(Promise.resolve("done")), "done");
 * ```
 */
export function cancellable<T>(promise: PromiseLike<T>): Promise<T> {
  checkAwaitable(promise, "the promise");
  return waitHere(Promise.resolve(promise));
}
