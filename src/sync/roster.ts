/**
 * The roster of the threads of a program that know each other: how each is woken, and which of them are
 * blocked until another one goes on.
 *
 * Layout: four words, then a seat of {@linkcode STRIDE} words for each inbox, which keeps its bell on a cache
 * line of its own. A seat: the word of its bell, see `doorbell.ts`; whether it is taken, and from where; whom its
 * thread waits for; whether its thread has ended.
 *
 * States: `WAITS_FOR` is zero while the thread is awake. It is set when the thread has parked its bell and found
 * nothing, and taken back when it wakes. It holds a seat and a number that is another each time.
 *
 * `TAKEN` is zero while a seat is free, then {@linkcode BY} plus the seat of the thread that took it.
 *
 * Writers: `LIMIT` by who asks first; `LAST_ID`, `HIGHEST` and `DEATHS` by everybody, upwards only; `TAKEN` by who makes a thread and sees
 * it end, or sees its maker end; `WAITS_FOR` by the thread itself; `ENDED` by whoever ends it.
 *
 * Invariants: a thread is stuck while `WAITS_FOR` is set and its bell is `PARKED`: it has looked after parking,
 * and nobody has rung since. Who waits publishes nothing, so if some wait in a circle and are stuck at once, none
 * goes on by itself; and whoever completes the circle sees it, since it sets its own word before it reads the
 * others'. The words are read first, all of them; then for each its bell, and its word once more. If the bell is
 * still parked and the word the same, whose number is used once, the thread has been stuck all the time between, so
 * that all were at the moment after the first look.
 *
 * Wake-ups: {@linkcode Roster.tellEnd} rings all bells, because a thread has ended, and who had to do with it must
 * look. Not those of threads that end themselves, or with their makers: Deno 2.9 keeps a core busy for ever when a
 * thread is notified that is being terminated.
 *
 * Source: the waits-for graph of deadlock detection (Coffman, Elphick, Shoshani, 1971), read as the double collect of
 * atomic snapshots does (Afek and others, 1993).
 *
 * @module
 */

import { add, cas, load, sharedWords, sharesMemory, store, type Words } from "./atomics.ts";
import { Doorbell, isParked } from "./doorbell.ts";

const LAST_ID = 0;
/** How many seats have ever been taken. */
const HIGHEST = 1;
const DEATHS = 2;
const LIMIT = 3;
const HEADER = 16;
/** Words of a seat. */
const STRIDE = 16;

const BELL = 0;
const TAKEN = 1;
const WAITS_FOR = 2;
const ENDED = 3;

/** What ids begin with at most where each thread counts its own. */
const MAX_FIRST_ID = 2 ** 30;
/** What `TAKEN` counts from: who has no seat of its own is -1. */
const BY = 2;

/** How many threads there can be at a time. */
export const SEATS = 1_024;
/** Bits of `WAITS_FOR` that hold a seat, counted from one. */
const SEAT_MASK = 0x7ff;
const TICKET = SEAT_MASK + 1;

/** The place of one thread's inbox. */
export interface Seat {
  /** Which one it is. */
  readonly index: number;
  /** Wakes the thread. */
  readonly bell: Doorbell;
}

/** A thread that waits for another, by its seat. */
interface Waiting {
  readonly index: number;
  readonly word: number;
}

/** The threads of a program that know each other. */
export class Roster {
  /** The shared words; handed to every thread. */
  readonly words: Words;
  #ticket = 0;

  /** @param words The words of an existing roster; those of a new one where they are left out. */
  constructor(words: Words = newWords()) {
    this.words = words;
  }

  /**
   * How many threads there may be at a time. The same for all threads, once one has asked.
   *
   * @param choose Gives the number, where nobody has asked before.
   */
  limit(choose: () => number): number {
    const known = load(this.words, LIMIT);
    if (known !== 0) return known;
    cas(this.words, LIMIT, 0, choose());
    return load(this.words, LIMIT);
  }

  /** A number that nobody else gets. */
  nextId(): number {
    return add(this.words, LAST_ID, 1) + 1;
  }

  /**
   * Takes a seat; `undefined` where there is none left.
   *
   * @param by The seat of the thread that takes it; -1 where that has none yet.
   * @param most How many may be taken.
   */
  take(by = -1, most = SEATS): Seat | undefined {
    for (let index = 0; index < most; index++) {
      if (cas(this.words, at(index, TAKEN), 0, BY + by) !== 0) continue;
      this.#raiseHighest(index + 1);
      return this.seat(index);
    }
    return undefined;
  }

  /** A seat that was taken. */
  seat(index: number): Seat {
    const bell = at(index, BELL);
    return { index, bell: new Doorbell(this.words.subarray(bell, bell + 1)) };
  }

  /** Gives a seat back, when its thread has ended, and before that those which it took: their threads end with it. */
  leave({ index }: Seat): void {
    const highest = load(this.words, HIGHEST);
    for (let other = 0; other < highest; other++) {
      if (load(this.words, at(other, TAKEN)) === BY + index) this.leave(this.seat(other));
    }
    store(this.words, at(index, WAITS_FOR), 0);
    store(this.words, at(index, ENDED), 0);
    store(this.words, at(index, TAKEN), 0);
  }

  /**
   * Has a thread that is about to be ended left alone: whoever ends several does this first.
   *
   * @param index Its seat.
   */
  hush(index: number): void {
    store(this.words, at(index, ENDED), 1);
  }

  /**
   * Counts the end of a thread, or that it is about to end, and has all others look that do not end with it.
   *
   * @param index Its seat.
   */
  tellEnd(index: number): void {
    this.hush(index);
    add(this.words, DEATHS, 1);
    const highest = load(this.words, HIGHEST);
    for (let other = 0; other < highest; other++) {
      if (!this.#isEnding(other)) this.seat(other).bell.wake();
    }
  }

  /** How many threads have ended so far. */
  deaths(): number {
    return load(this.words, DEATHS);
  }

  /**
   * Says that a thread will sleep until another one goes on. Its bell must be parked, and it must have looked
   * after that.
   *
   * @param index Its seat.
   * @param other The seat of the other one.
   * @returns Whether the other one waits for it, or for one that does, and so on: none would ever go on.
   */
  waitFor(index: number, other: number): boolean {
    this.#ticket = (this.#ticket + TICKET) | 0;
    store(this.words, at(index, WAITS_FOR), this.#ticket | (other + 1));
    return this.#circle(index)?.every((waiting) => this.#isStuck(waiting)) ?? false;
  }

  /** Says that it is awake. */
  stopWaiting(index: number): void {
    store(this.words, at(index, WAITS_FOR), 0);
  }

  /** Who waits for whom, from one thread back to itself; `undefined` where the way leads elsewhere. */
  #circle(from: number): Waiting[] | undefined {
    const circle: Waiting[] = [];
    for (let index = from; circle.length < SEATS;) {
      const word = load(this.words, at(index, WAITS_FOR));
      if (word === 0) return undefined;
      circle.push({ index, word });
      index = (word & SEAT_MASK) - 1;
      if (index === from) return circle;
    }
    return undefined;
  }

  /** Whether it has been since its word was read. The bell comes first: see the invariants. */
  #isStuck({ index, word }: Waiting): boolean {
    return isParked(this.words, at(index, BELL)) && load(this.words, at(index, WAITS_FOR)) === word;
  }

  /** Whether nobody sits there, or whoever does ends, or one of its makers. */
  #isEnding(index: number): boolean {
    let seat = index;
    for (let steps = 0; seat >= 0 && steps < SEATS; steps++) {
      const taken = load(this.words, at(seat, TAKEN));
      if (taken === 0 || load(this.words, at(seat, ENDED)) === 1) return true;
      seat = taken - BY;
    }
    return false;
  }

  #raiseHighest(count: number): void {
    for (;;) {
      const highest = load(this.words, HIGHEST);
      if (highest >= count || cas(this.words, HIGHEST, highest, count) === highest) return;
    }
  }
}

/** Threads that share no memory have a roster each, and count from somewhere else, so that ids are of one loop alone. */
function newWords(): Words {
  const words = sharedWords(HEADER + SEATS * STRIDE);
  if (!sharesMemory) store(words, LAST_ID, Math.floor(Math.random() * MAX_FIRST_ID));
  return words;
}

function at(index: number, word: number): number {
  return HEADER + index * STRIDE + word;
}
