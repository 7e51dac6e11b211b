/**
 * The oracle: what has to come of a cell. Written from the public contract, not from what the library does; the
 * numbers are those of its statements on semantics.
 *
 * @module
 */
import type { Cell } from "./cells.ts";

/**
 * What a waiter saw, or what a future is: a value; the error or the reason of the coroutine; a `SerializationError`; a
 * `CancelledError`; a `BrokenLoopError`; a `TimeoutError` of the wait; not done in the eyes of `wait`; pending.
 */
export type Code = "val" | "err" | "rej" | "ser" | "can" | "brk" | "tmo" | "open" | "pend";

/** At least and at most so many. */
export type Range = readonly [least: number, most: number];

/** What has to come of a cell. */
export interface Expectation {
  /** What the waiter sees last. */
  readonly seen: Code;
  /** What the future is at last. */
  readonly state: Code;
  /** Whether the body begins; never twice. */
  readonly begins: boolean;
  /** How often the body comes to its last line. */
  readonly finishes: Range;
  /** Whether `settled` resolves. */
  readonly settles: boolean;
  /** How often `onError` is told of it. */
  readonly reports: Range;
}

const NOT_AT_ALL: Range = [0, 0];
const ONCE: Range = [1, 1];
const MAYBE: Range = [0, 1];

/** What has to come of a cell. */
export function expected(cell: Cell): Expectation {
  const state = stateOf(cell);
  return {
    state,
    seen: seenOf(cell, state),
    begins: cell.cancel !== "before dispatch",
    finishes: finishesOf(cell),
    settles: endsAtAll(cell),
    reports: reportsOf(cell, state),
  };
}

/** What the outcome alone leads to. */
export function codeOfOutcome({ outcome }: Cell): Code {
  switch (outcome) {
    case "value":
      return "val";
    case "throws":
      return "err";
    case "rejects": // no error: arrives as it was thrown [68]
      return "rej";
    case "uncloneable": // that future fails, the loop lives on [191]
      return "ser";
    case "loop dies":
      return "brk"; // [67] [195]
    case "never settles":
      return "pend";
  }
}

/** A future that is cancelled before its coroutine has ended stays so, whatever the coroutine does [26] [32] [33]. */
function stateOf(cell: Cell): Code {
  const { outcome, cancel, shutdown } = cell;
  if (cancel !== "none" && cancel !== "after") return "can";
  const isOpen = cancel === "none" || outcome === "never settles";
  // Whoever cancels something done changes nothing [28]; and so does a shutdown [138].
  if (!isOpen) return codeOfOutcome(cell);
  if (shutdown === "cancel") return "can"; // a stop cancels what is pending, at once [138]
  if (shutdown === "terminate") return "brk"; // [195]
  if (outcome !== "never settles") return codeOfOutcome(cell); // a drain waits [144]
  // Nothing to wait for: what is cancelled "after" is cancelled when a wait with a time limit has given up [59]; and a
  // drain that waits for ever is ended by a stop.
  return cancel === "after" || shutdown === "drain" ? "can" : "pend";
}

/** What begins never ends if it never settles, unless its thread ends. */
function endsAtAll({ outcome, cancel, shutdown }: Cell): boolean {
  return outcome !== "never settles" || shutdown !== "none" || cancel === "before dispatch";
}

function seenOf(cell: Cell, state: Code): Code {
  const { waiter } = cell;
  if (waiter === "result" && state === "pend") return "tmo"; // [16]
  // What cleans up is cancelled, and yet `wait` has it among those that are not done [31].
  if (waiter === "wait" && !endsAtAll(cell)) return "open"; // [100]
  return state;
}

/** The body is told of its cancellation, once [40], cleans up undisturbed, and goes on to its last line. */
function finishesOf({ outcome, cancel, shutdown }: Cell): Range {
  if (cancel === "before dispatch") return NOT_AT_ALL; // [36]
  if (cancel === "after") return ONCE;
  // The thread ends in the middle of a wait or of the cleanup; or just before the body was told, or just after.
  if (shutdown === "terminate") return cancel === "while running" ? MAYBE : NOT_AT_ALL;
  // What will be cut off has little time.
  return outcome === "never settles" && shutdown === "cancel" ? MAYBE : ONCE;
}

/** What nobody else would see is told to `onError`, once [33] [142] [163]. */
function reportsOf(cell: Cell, state: Code): Range {
  const { outcome, waiter, cancel, shutdown } = cell;
  if (cancel === "before dispatch") return NOT_AT_ALL;
  if (outcome === "never settles" && shutdown !== "terminate") return abandonmentsOf(cell);
  if (state === "can") return failuresOfCleanup(cell);
  if (state === "val") return NOT_AT_ALL;
  if (waiter === "wait") return endsWithLoop(cell) ? MAYBE : NOT_AT_ALL;
  if (waiter !== "nobody") return NOT_AT_ALL;
  // Failures that nobody has looked at, when the loop ends. Without a shutdown it does not, unless it dies.
  if (shutdown === "none") return outcome === "loop dies" ? ONCE : NOT_AT_ALL;
  // That a terminated loop breaks its futures is what was asked for: it may be told, or not.
  const isAskedFor = cancel === "none" || outcome === "never settles";
  return shutdown === "terminate" && isAskedFor ? MAYBE : ONCE;
}

/** `wait` does not look at failures. Where the loop ends with one, who looks after a `wait` may come too late. */
function endsWithLoop({ outcome, cancel, shutdown }: Cell): boolean {
  return outcome === "loop dies" || (shutdown !== "none" && cancel === "none");
}

/** What a stop has to cut off, at the end of a drain or without one, is reported by name. */
function abandonmentsOf({ shutdown }: Cell): Range {
  return shutdown === "none" ? NOT_AT_ALL : ONCE;
}

/** A value that is discarded is no failure, be it one that could not cross [32]. */
function failuresOfCleanup({ outcome, cancel, shutdown }: Cell): Range {
  if (outcome !== "throws" && outcome !== "rejects") return NOT_AT_ALL;
  if (shutdown !== "terminate") return ONCE;
  return cancel === "while running" ? MAYBE : NOT_AT_ALL;
}
