import { delay } from "@std/async/delay";
import { checkDuration } from "../../core/deadline.ts";
import { followHere } from "../../sync/awaiting.ts";
import { nextTurn } from "../../sync/turn.ts";
import { currentScope } from "../current.ts";

/**
 * Waits, and lets everything else on the loop run.
 *
 * **Cancellation**: ends at once with the {@linkcode CancelledError} of the task, its timer freed;
 * a task that has been told of its cancellation before, and now cleans up, sleeps normally.
 *
 * @param milliseconds How long; zero and negative values let the loop turn once.
 * @throws {RangeError} If the time is `NaN`.
 * @throws {TypeError} If the time is no number, or missing.
 * @throws {CancelledError} When the task is cancelled meanwhile.
 * @category Inside a coroutine
 *
 * @example
 * ```ts
 * import { sleep } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await sleep(1, "awake"), "awake");
 * ```
 */
export function sleep(milliseconds: number): Promise<void>;
/**
 * The same with a value.
 *
 * @param milliseconds How long; zero and negative values let the loop turn once.
 * @param value What it resolves to.
 * @category Inside a coroutine
 */
export function sleep<T>(milliseconds: number, value: T): Promise<T>;
export function sleep<T>(milliseconds: number, value?: T): Promise<T | undefined> {
  const time = checkDuration(milliseconds, "milliseconds");
  const scope = currentScope();
  if (scope === undefined) return pause(time).then(() => value);
  const timer = new AbortController();
  const slept = pause(time, timer.signal).then(() => value);
  return followHere(scope.wait(slept, (error) => timer.abort(error)));
}

/** A time of zero is a turn of the loop, which a timer may round up to a millisecond. */
function pause(time: number, signal?: AbortSignal): Promise<void> {
  return time === 0 ? nextTurn() : delay(time, signal === undefined ? {} : { signal });
}
