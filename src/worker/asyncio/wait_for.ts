import { delay } from "@std/async/delay";
import { checkTimeout } from "../../core/deadline.ts";
import { deferred } from "../../core/deferred.ts";
import { isDone } from "../../core/future_state.ts";
import { checkOptions } from "../../core/options.ts";
import { isCoroutine } from "../../coroutine/coroutine_object.ts";
import { innerOf, isFuture } from "../../sync/future_inner.ts";
import { checkAwaitable, waitHere } from "./awaitable.ts";
import { handOut } from "./block.ts";
import { timedOut, Timeout } from "./timeout.ts";

/**
 * How to wait.
 *
 * @category Inside a coroutine
 */
export interface WaitForOptions {
  /**
   * How long work that was cancelled because its time was up may take to end, in milliseconds (default 1,000).
   * After that it is left to itself.
   */
  readonly graceTimeout?: number;
}

const DEFAULT_GRACE = 1_000;

/**
 * Waits for something for a limited time. When the time is up the work is cancelled, and this throws a
 * `TimeoutError` when it has ended, or has had the `graceTimeout` to. What is left of it then is nobody's concern.
 *
 * A coroutine that catches the cancellation and returns a value gives it; an error it throws while it cleans up
 * takes the place of the `TimeoutError`. A future is cancelled at once and gives neither. A foreign promise is only
 * waited for. Use {@linkcode shield} to let the work go on.
 *
 * **Cancellation**: cancelling the calling task cancels the work, and waits for its end in the same way.
 *
 * @param awaitable A coroutine, a future or a promise.
 * @param milliseconds The limit; zero and negative values poll, and a coroutine is not begun; `undefined` sets none.
 * @param options How.
 * @throws {TypeError} If it cannot be awaited, or a time is no number.
 * @throws {RangeError} If a time is `NaN`.
 * @throws {TimeoutError} With code `"TIMEOUT"`, when the time was up.
 * @throws {CancelledError} When the calling task, or the work, is cancelled.
 * @throws What the work fails with.
 * @category Inside a coroutine
 *
 * @example
 * ```ts
 * import { inline, TimeoutError, waitFor } from "sideloop";
 * import { assertRejects } from "@std/assert";
 *
 * const never = inline(() => new Promise(() => {}));
 * await assertRejects(() => waitFor(never, 1, { graceTimeout: 0 }), TimeoutError);
 * ```
 */
export function waitFor<T>(
  awaitable: PromiseLike<T>,
  milliseconds: number | undefined,
  options: WaitForOptions = {},
): Promise<T> {
  checkAwaitable(awaitable);
  checkOptions(options, "waitFor");
  const time = checkTimeout(milliseconds, "milliseconds");
  const grace = checkTimeout(options.graceTimeout ?? DEFAULT_GRACE, "graceTimeout");
  if (time === 0 && isCoroutine(awaitable)) {
    awaitable.close();
    return Promise.reject(timedOut(time));
  }
  return handOut(run(awaitable, time, grace));
}

async function run<T>(awaitable: PromiseLike<T>, time: number, grace: number): Promise<T> {
  const abandoned = deferred<never>();
  const stop = new AbortController();
  const limit = new Timeout();
  limit.onCancelled((leave) => {
    delay(grace, stop).then(() => abandoned.reject(leave()), () => {});
  });
  limit.reschedule(time);
  try {
    return await Promise.race([limit.run(() => waitUntilEnded(awaitable)), abandoned.promise]);
  } finally {
    stop.abort();
  }
}

/** A coroutine is part of the calling task; a future that was cancelled may still have to end. */
async function waitUntilEnded<T>(awaitable: PromiseLike<T>): Promise<T> {
  if (isCoroutine(awaitable)) return await awaitable;
  if (!isFuture(awaitable)) return await waitHere(Promise.resolve(awaitable));
  try {
    return await awaitable;
  } catch (error) {
    if (isDone(innerOf(awaitable).state())) await awaitable.settled;
    throw error;
  }
}
