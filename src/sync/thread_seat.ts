/**
 * Where this thread sits, and the roster it is on. Known under one key to all copies of the library in the thread,
 * so that they wake each other's threads.
 *
 * @module
 */

import type { Words } from "./atomics.ts";
import { Roster, type Seat } from "./roster.ts";

const KEY: unique symbol = Symbol.for("sideloop.roster");
const SEAT: unique symbol = Symbol.for("sideloop.seat");

let current: Roster | undefined;

/** The roster of this thread: that of its maker, or a new one. */
export function roster(): Roster {
  if (current !== undefined) return current;
  const scope = globalThis as { [KEY]?: Words };
  current = new Roster(scope[KEY]);
  scope[KEY] = current.words;
  return current;
}

/**
 * Puts this thread on the roster of the one that made it. Once, before anything else.
 *
 * @param words The words of the roster.
 * @param seat Which seat it was given there.
 */
export function adoptRoster(words: Words, seat: number): void {
  Object.assign(globalThis, { [KEY]: words, [SEAT]: seat });
}

/**
 * Where this thread sits. All copies of the library in it share the bell: a ring wakes them all, and whichever blocks,
 * blocks the thread.
 */
export function ownSeat(): Seat {
  const scope = globalThis as { [SEAT]?: number };
  if (scope[SEAT] !== undefined) return roster().seat(scope[SEAT]);
  const seat = roster().take();
  if (seat === undefined) throw new RangeError("Cannot use event loops here: too many threads do");
  scope[SEAT] = seat.index;
  return seat;
}

/**
 * Takes a seat on the roster for a thread that this one makes: it is free again when this thread has ended.
 *
 * @param most How many may be taken, this thread's own among them.
 * @returns The seat; `undefined` where so many are.
 */
export function takeSeat(most: number): Seat | undefined {
  return roster().take(ownSeat().index, most);
}
