/**
 * Time limits. One rule for the whole library: milliseconds; `undefined` and `Infinity` wait for
 * ever; zero and below poll; `NaN` is refused, because `Atomics.wait` takes it for "for ever" and
 * `setTimeout` for "now".
 *
 * @module
 */

import { describe } from "./options.ts";

/** The longest delay that timers take; beyond it they fire at once. */
export const MAX_TIMER_DELAY = 2 ** 31 - 1;

/**
 * Checks a timeout given by a caller.
 *
 * @param timeout Milliseconds, or `undefined` for no limit.
 * @param name What the message calls it.
 * @returns Milliseconds from 0 to `Infinity`.
 * @throws {TypeError} If it is not a number.
 * @throws {RangeError} If it is `NaN`.
 */
export function checkTimeout(timeout: number | undefined, name = "timeout"): number {
  return timeout === undefined ? Infinity : checkDuration(timeout, name);
}

/**
 * Checks a time given by a caller that must be there.
 *
 * @param duration Milliseconds.
 * @param name What the message calls it.
 * @returns Milliseconds from 0 to `Infinity`.
 * @throws {TypeError} If it is not a number, or missing.
 * @throws {RangeError} If it is `NaN`.
 */
export function checkDuration(duration: number, name: string): number {
  if (typeof duration !== "number") {
    throw new TypeError(
      `Cannot wait: ${name} must be a number of milliseconds, got ${describe(duration)}`,
    );
  }
  if (Number.isNaN(duration)) {
    throw new RangeError(`Cannot wait: ${name} must be a number of milliseconds, got NaN`);
  }
  return Math.max(duration, 0);
}

/** A point in time that waits count down to, on a monotonic clock. */
export class Deadline {
  readonly #at: number;
  readonly #now: () => number;

  /**
   * @param timeout Milliseconds from now, as {@linkcode checkTimeout} gives them.
   * @param now The clock, in milliseconds.
   */
  constructor(timeout: number, now: () => number) {
    this.#now = now;
    this.#at = now() + timeout;
  }

  /** Milliseconds left, from 0 to `Infinity`. */
  remaining(): number {
    return Math.max(this.#at - this.#now(), 0);
  }
}
