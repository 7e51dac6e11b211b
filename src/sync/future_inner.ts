/**
 * The inner side of futures: what the functions that wait for several see of one, whatever copy of
 * the library made it.
 *
 * @module
 */

import type { Future } from "../core/contract.ts";
import type { FutureState } from "../core/future_state.ts";

/** Finds the inner side of a future. */
export const INNER: unique symbol = Symbol.for("sideloop.future");

/** What `wait` and `asCompleted` see of a future; looking through it does not count as a look. */
export interface FutureInner {
  /** The state as this thread knows it. */
  state(): FutureState;
  /** Whether it finished with an error. */
  failed(): boolean;
  /** Its outcome, for those who pass no cancellation on to it. */
  outcome(): Promise<unknown>;
  /** Throws where waiting is pointless. */
  checkMayBlock(timeout: number): void;
  /** Where the thread sits that must go on for it to be done; -1 where there is not one alone. */
  seat(): number;
  /** Calls `observer` when the state becomes terminal; gives a function that stops that. */
  observe(observer: () => void): () => void;
}

/**
 * Whether a value is a future.
 *
 * @param value Anything.
 */
export function isFuture(value: unknown): value is Future<unknown> {
  return typeof value === "object" && value !== null && INNER in value;
}

/**
 * The inner side of a future.
 *
 * @param future A future.
 */
export function innerOf(future: Future<unknown>): FutureInner {
  return (future as Future<unknown> & { readonly [INNER]: FutureInner })[INNER];
}
