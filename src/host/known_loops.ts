/**
 * The loops of other threads that this thread holds: a loop that comes back is the same object again, and has one
 * connection from here, in whose order it takes the work of this thread.
 *
 * @module
 */

import type { EventLoop } from "../core/contract.ts";

const known = new Map<number, EventLoop>();

/**
 * Takes note of a handle that others may come to know.
 *
 * @param id The loop's id.
 * @param loop The handle.
 */
export function rememberLoop(id: number, loop: EventLoop): void {
  known.set(id, loop);
}

/** The loop is over: nobody passes it on any more as one that runs. */
export function forgetLoop(id: number): void {
  known.delete(id);
}

/** The handle of this thread on a loop, if it has one. */
export function knownLoop(id: number): EventLoop | undefined {
  return known.get(id);
}
