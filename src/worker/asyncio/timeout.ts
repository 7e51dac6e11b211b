import { delay } from "@std/async/delay";
import { checkTimeout, Deadline } from "../../core/deadline.ts";
import { CancelledError, InvalidStateError, TimeoutError } from "../../core/errors.ts";
import { requireFunction } from "../../core/options.ts";
import { now } from "../../sync/clock.ts";
import { nextTurn } from "../../sync/turn.ts";
import type { Scope } from "../scope.ts";
import { comesFrom, handOut, newScope, runIn } from "./block.ts";

/**
 * The time limit of a block, as the block sees it.
 *
 * @category Inside a coroutine
 *
 * @example
 * ```ts
 * import { sleep, timeout } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const slept = await timeout(60_000, async (scope) => {
 *   assertEquals([scope.remaining() > 50_000, scope.expired()], [true, false]);
 *   scope.reschedule(undefined); // no limit from here on
 *   return await sleep(1, "slept");
 * });
 * assertEquals(slept, "slept");
 * ```
 */
export interface TimeoutScope {
  /** Aborted when the time is up, or the task is cancelled. */
  readonly signal: AbortSignal;
  /**
   * Sets the time limit anew.
   *
   * @param milliseconds From now; `undefined` lifts the limit.
   * @throws {RangeError} If the time is `NaN`.
   * @throws {InvalidStateError} If the time was up already, or the block is over.
   */
  reschedule(milliseconds: number | undefined): void;
  /** Milliseconds left, from 0 to `Infinity`. */
  remaining(): number;
  /** Whether the time was up before the block ended. */
  expired(): boolean;
}

/** The one implementation of time limits. */
export class Timeout implements TimeoutScope {
  readonly #scope: Scope = newScope();
  readonly #expiry = new CancelledError("The time was up");
  #state: "active" | "expired" | "finished" = "active";
  #timer = new AbortController();
  #limit = Infinity;
  #deadline = new Deadline(Infinity, now);

  /**
   * Has somebody told when the block is cancelled, which need not have ended yet.
   *
   * @param tell Gets a function that gives the error it is to end with.
   */
  onCancelled(tell: (leave: () => unknown) => void): void {
    this.#scope.onCancelled = (error) =>
      tell(() => {
        this.#scope.acknowledge();
        return this.#explain(error);
      });
  }

  get signal(): AbortSignal {
    return this.#scope.signal;
  }

  reschedule(milliseconds: number | undefined): void {
    const time = checkTimeout(milliseconds, "milliseconds");
    if (this.#state !== "active") {
      throw new InvalidStateError(`Cannot reschedule a timeout that is ${this.#state}`);
    }
    this.#timer.abort();
    this.#timer = new AbortController();
    this.#limit = time;
    this.#deadline = new Deadline(time, now);
    if (time < Infinity) void this.#arm(time, this.#timer.signal);
  }

  remaining(): number {
    return this.#deadline.remaining();
  }

  expired(): boolean {
    return this.#state === "expired";
  }

  /**
   * Runs a block under the limit.
   *
   * @param block The block.
   * @returns Its value.
   */
  async run<R>(block: () => R | PromiseLike<R>): Promise<R> {
    try {
      return await runIn(this.#scope, block);
    } catch (error) {
      throw this.#explain(error);
    } finally {
      this.#finish();
    }
  }

  /** No time at all is a turn of the loop, as it is for {@linkcode sleep}, or that would end first. */
  async #arm(time: number, signal: AbortSignal): Promise<void> {
    try {
      await (time === 0 ? nextTurn() : delay(time, { signal }));
    } catch {
      return;
    }
    if (!signal.aborted) this.#expire();
  }

  #expire(): void {
    this.#state = "expired";
    this.#scope.cancel(this.#expiry);
  }

  /** A cancellation from further out goes on its way, also where it came second. */
  #explain(error: unknown): unknown {
    if (!comesFrom(error, this.#expiry)) return error;
    if (this.#scope.overtaking === undefined) return timedOut(this.#limit, error);
    this.#scope.acknowledge();
    return this.#scope.overtaking;
  }

  #finish(): void {
    if (this.#state === "active") this.#state = "finished";
    this.#timer.abort();
    this.#scope.dissolve();
  }
}

/**
 * Runs a block under a time limit. When the time is up the block is cancelled: its waits of this library end
 * with a {@linkcode CancelledError}, it cleans up, and then this throws a `TimeoutError`. A foreign promise in the
 * block is waited for unless it is given the scope's `signal` or wrapped in {@linkcode cancellable}.
 *
 * Only the limit's own cancellation becomes a `TimeoutError`; other errors pass, and of nested limits the one that
 * struck is told. A block that catches the cancellation and ends well gives its value.
 *
 * @param milliseconds The limit; zero and negative values end the block's first wait, `undefined` sets none.
 * @param block Gets the limit, to look at it or set it anew.
 * @returns The block's value.
 * @throws {TypeError} If the time is no number, or `block` no function.
 * @throws {RangeError} If the time is `NaN`.
 * @throws {TimeoutError} With code `"TIMEOUT"`, when the time was up.
 * @throws {CancelledError} When the task is cancelled.
 * @throws What the block throws.
 * @category Inside a coroutine
 *
 * @example
 * ```ts
 * import { sleep, timeout, TimeoutError } from "sideloop";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => timeout(1, () => sleep(60_000)), TimeoutError);
 * ```
 */
export function timeout<R>(
  milliseconds: number | undefined,
  block: (scope: TimeoutScope) => R | PromiseLike<R>,
): Promise<R> {
  checkTimeout(milliseconds, "milliseconds");
  requireFunction(block, "the block of timeout, as in timeout(1_000, () => work())");
  const limit = new Timeout();
  limit.reschedule(milliseconds);
  return handOut(limit.run(() => block(limit)));
}

/**
 * The error of a limit that struck.
 *
 * @param limit The limit, in milliseconds.
 * @param cause What ended the block.
 */
export function timedOut(limit: number, cause?: unknown): TimeoutError {
  return new TimeoutError(`Timed out after ${limit} ms`, cause === undefined ? {} : { cause });
}
