/**
 * The product: how a coroutine ends, who waits, when its future is cancelled, and how its loop is shut down.
 *
 * @module
 */

/** How the coroutine ends if nothing keeps it from doing so. It ends so, too, when it has been cancelled. */
export const OUTCOMES = [
  "value",
  "throws",
  "rejects",
  "never settles",
  "uncloneable",
  "loop dies",
] as const;

/** Who waits for the future: by `await`, by `result()`, by a done callback, by `wait()`, or nobody. */
export const WAITERS = ["await", "result", "callback", "wait", "nobody"] as const;

/**
 * When the future is cancelled: not at all; while the loop is blocked, so that the coroutine has not begun; when it
 * has said that it runs; a second time while it cleans up after the first; when the future is done.
 */
export const CANCELS = [
  "none",
  "before dispatch",
  "while running",
  "during cleanup",
  "after",
] as const;

/** How the loop ends: not at all; as `withWorker` ends; by `loop.stop()`; by `loop.terminate()`. */
export const SHUTDOWNS = ["none", "drain", "cancel", "terminate"] as const;

/** How a coroutine ends. */
export type Outcome = typeof OUTCOMES[number];
/** Who waits for its future. */
export type Waiter = typeof WAITERS[number];
/** When the future is cancelled. */
export type Cancel = typeof CANCELS[number];
/** How the loop ends. */
export type Shutdown = typeof SHUTDOWNS[number];

/** The cells of one outcome and one shutdown. */
export interface Group {
  readonly outcome: Outcome;
  readonly shutdown: Shutdown;
}

/** One of the 600 combinations. */
export interface Cell extends Group {
  readonly waiter: Waiter;
  readonly cancel: Cancel;
}

/** All pairs of an outcome and a shutdown. */
export const GROUPS: readonly Group[] = OUTCOMES.flatMap((outcome) =>
  SHUTDOWNS.map((shutdown) => ({ outcome, shutdown }))
);

/** The cells of a group. */
export function cellsOf(group: Group): Cell[] {
  return WAITERS.flatMap((waiter) => CANCELS.map((cancel) => ({ ...group, waiter, cancel })));
}

/** What a cell is called in messages, and its coroutine in reports. */
export function cellName({ outcome, waiter, cancel, shutdown }: Cell): string {
  return `${outcome} x ${waiter} x cancel ${cancel} x shutdown ${shutdown}`;
}
