/**
 * Watches several futures until enough of them are done: the one algorithm behind `wait` and
 * `waitSync`.
 *
 * A cancelled future counts when its coroutine has ended, as in `concurrent.futures`.
 *
 * @module
 */

import type { Future } from "../core/contract.ts";
import type { FutureState } from "../core/future_state.ts";
import { describe } from "../core/options.ts";
import { innerOf, isFuture } from "../sync/future_inner.ts";

/**
 * Return when any future is done.
 *
 * @category Futures
 *
 * @example
 * ```ts
 * import { FIRST_COMPLETED, Future, wait } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const [first, second] = [new Future<number>(), new Future<number>()];
 * first.setResult(1);
 * const { done, notDone } = await wait([first, second], { returnWhen: FIRST_COMPLETED });
 * assertEquals([done.has(first), notDone.has(second)], [true, true]);
 * ```
 */
export const FIRST_COMPLETED = "FIRST_COMPLETED" as const;
/**
 * Return when any future fails, or all are done. A cancellation is no failure.
 *
 * @category Futures
 *
 * @example
 * ```ts
 * import { FIRST_EXCEPTION, Future, wait } from "sideloop";
 * import { assert } from "@std/assert";
 *
 * const [failed, pending] = [new Future(), new Future()];
 * failed.setException(new RangeError("No such page"));
 * const { done } = await wait([pending, failed], { returnWhen: FIRST_EXCEPTION });
 * assert(done.has(failed));
 * ```
 */
export const FIRST_EXCEPTION = "FIRST_EXCEPTION" as const;
/**
 * Return when all futures are done.
 *
 * @category Futures
 *
 * @example
 * ```ts
 * import { ALL_COMPLETED, Future, wait } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const futures = [1, 2].map(() => new Future<number>());
 * for (const [n, future] of futures.entries()) future.setResult(n);
 * const { done } = await wait(futures, { returnWhen: ALL_COMPLETED }); // the default
 * assertEquals(done.size, 2);
 * ```
 */
export const ALL_COMPLETED = "ALL_COMPLETED" as const;

/**
 * When a wait returns.
 *
 * @category Futures
 */
export type ReturnWhen = typeof FIRST_COMPLETED | typeof FIRST_EXCEPTION | typeof ALL_COMPLETED;

const CONDITIONS: readonly unknown[] = [FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED];

/**
 * Checks what a caller waits for.
 *
 * @param value What was given.
 * @returns The futures, each once.
 * @throws {TypeError} If it is no iterable, or a member no future.
 */
export function checkFutures<F extends Future<unknown>>(value: Iterable<F>): F[] {
  if (typeof value !== "object" || value === null || !(Symbol.iterator in value)) {
    throw new TypeError(`Cannot wait for ${describe(value)}: an iterable of futures is required`);
  }
  const futures = [...value];
  const wrong = futures.findIndex((future) => !isFuture(future));
  if (wrong < 0) return [...new Set(futures)];
  throw new TypeError(
    `Cannot wait for futures[${wrong}]: must be a future, got ${describe(futures[wrong])}`,
  );
}

/**
 * Checks the condition of a wait.
 *
 * @param value What was given.
 * @throws {TypeError} If it is none of the three.
 */
export function checkReturnWhen(value: unknown): void {
  if (CONDITIONS.includes(value)) return;
  throw new TypeError(
    `Cannot wait: invalid return condition ${describe(value)}; one of ${
      CONDITIONS.join(", ")
    } is required`,
  );
}

/** Whether a future counts as done to those who wait for several. */
export function isNotified(state: FutureState): boolean {
  return state === "finished" || state === "notified";
}

/**
 * Calls back once a future counts as done: now, if it does already.
 *
 * @param future The future.
 * @param callback Called once.
 * @returns Lets go of the future; `undefined` where there is nothing to let go of.
 */
export function onNotified(
  future: Future<unknown>,
  callback: () => void,
): (() => void) | undefined {
  const inner = innerOf(future);
  future.done();
  if (isNotified(inner.state())) return void callback();
  const unobserve = inner.observe(() => {
    if (!isNotified(inner.state())) return;
    unobserve();
    callback();
  });
  return unobserve;
}

/**
 * Throws where blocking for futures is pointless. One that this thread could never get done spoils
 * a wait for all; a wait for any is spoilt when there is no other.
 *
 * @param futures What is waited for.
 * @param timeout How long, in milliseconds.
 * @param need How many of them must be done.
 */
export function checkMayBlock(
  futures: Iterable<Future<unknown>>,
  timeout: number,
  need: "all" | "any",
): void {
  const open = [...futures].map(innerOf).filter((inner) => !isNotified(inner.state()));
  const errors = open.flatMap((inner) => errorOf(() => inner.checkMayBlock(timeout)));
  if (errors.length > 0 && (need === "all" || errors.length === open.length)) throw errors[0];
}

/**
 * Where the thread sits that must go on for a wait to end; -1 where it is not one alone, or not known.
 *
 * @param futures What is waited for.
 * @param returnWhen How many of them must be done. All must be, one after the other; any may be the first.
 */
export function seatToWaitFor(
  futures: Iterable<Future<unknown>>,
  returnWhen: ReturnWhen,
): number {
  const open = [...futures].map(innerOf).filter((inner) => !isNotified(inner.state()));
  const [first = -1, ...others] = open.map((inner) => inner.seat());
  if (returnWhen === ALL_COMPLETED) return first;
  return others.every((seat) => seat === first) ? first : -1;
}

function errorOf(check: () => void): unknown[] {
  try {
    check();
    return [];
  } catch (error) {
    return [error];
  }
}

/** Watches several futures until enough of them are done. */
export class Watch {
  readonly #returnWhen: ReturnWhen;
  readonly #onSatisfied: () => void;
  readonly #unobserve: (() => void)[] = [];
  #open = 0;
  #satisfied = false;

  /**
   * @param futures What to watch.
   * @param returnWhen How many must be done.
   * @param onSatisfied Called when enough of them are.
   */
  constructor(
    futures: readonly Future<unknown>[],
    returnWhen: ReturnWhen,
    onSatisfied: () => void = () => {},
  ) {
    this.#returnWhen = returnWhen;
    this.#onSatisfied = onSatisfied;
    this.#open = futures.length;
    for (const future of futures) this.#watch(future);
    if (futures.length === 0) this.#satisfy();
  }

  /** Whether enough futures are done. */
  get satisfied(): boolean {
    return this.#satisfied;
  }

  /** Lets go of the futures. */
  stop(): void {
    for (const unobserve of this.#unobserve) unobserve();
  }

  #watch(future: Future<unknown>): void {
    const unobserve = onNotified(future, () => this.#note(innerOf(future).failed()));
    if (unobserve !== undefined) this.#unobserve.push(unobserve);
  }

  #note(failed: boolean): void {
    this.#open -= 1;
    const first = this.#returnWhen === FIRST_COMPLETED ||
      (failed && this.#returnWhen === FIRST_EXCEPTION);
    if (first || this.#open === 0) this.#satisfy();
  }

  #satisfy(): void {
    this.#satisfied = true;
    this.#onSatisfied();
  }
}
