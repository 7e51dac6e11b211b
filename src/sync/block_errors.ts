import { CannotBlockError, DeadlockError } from "../core/errors.ts";
import { NEEDS_ISOLATION } from "../core/needs_isolation.ts";
import { sharesMemory } from "./atomics.ts";

/** For those who block where the thread may not. */
export function cannotBlock(): CannotBlockError {
  const reason = sharesMemory
    ? "the thread of a window must go on; await the future, or what the function without Sync gives"
    : `${NEEDS_ISOLATION}; the thread of a window must not block even then. Or await the future, or what the function without Sync gives`;
  return new CannotBlockError(`Cannot block: ${reason}`);
}

/** For those who close a circle of blocked threads. */
export function deadlock(): DeadlockError {
  return new DeadlockError(
    "Cannot block: the thread that would have to go on first is itself blocked until this one goes on, directly or by way of others; await the future instead, or give a timeout",
  );
}
