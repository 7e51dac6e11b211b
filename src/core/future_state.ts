/**
 * The states of a future and the only moves between them, after `concurrent.futures._base`.
 *
 * ```text
 * pending ──► running ──► finished
 *    │           │
 *    └──► cancelled ──► notified
 * ```
 *
 * `cancelled` means that the future is decided, by a cancellation or because its time was up, but
 * its coroutine may still clean up; `notified` that it has ended. A terminal state never changes.
 *
 * @module
 */

import { InvalidStateError } from "./errors.ts";

/** The state of a future. */
export type FutureState = "pending" | "running" | "cancelled" | "notified" | "finished";

/** What may happen to a future. */
export type FutureMove = "run" | "finish" | "cancel" | "notify";

const MOVES: Record<FutureMove, Partial<Record<FutureState, FutureState>>> = {
  run: { pending: "running" },
  finish: { pending: "finished", running: "finished" },
  cancel: { pending: "cancelled", running: "cancelled" },
  notify: { cancelled: "notified" },
};

/**
 * The state after `move`, or `undefined` where the move does not apply.
 *
 * @param state The present state.
 * @param move What happens.
 */
export function transition(state: FutureState, move: FutureMove): FutureState | undefined {
  return MOVES[move][state];
}

/**
 * The state after `move`.
 *
 * @param state The present state.
 * @param move What happens.
 * @throws {InvalidStateError} Where the move does not apply.
 */
export function mustTransition(state: FutureState, move: FutureMove): FutureState {
  const next = transition(state, move);
  if (next === undefined) throw new InvalidStateError(`Cannot ${move} a future that is ${state}`);
  return next;
}

/**
 * Whether the future is decided: a result, an error or a cancellation.
 *
 * @param state The present state.
 */
export function isDone(state: FutureState): boolean {
  return state !== "pending" && state !== "running";
}
