/**
 * A doorbell: how threads wake one thread.
 *
 * Layout: one word, a count of rings; it wraps around.
 *
 * Writers: everybody who has put something where the owner will look.
 *
 * Wake-ups: a ring adds to the word and then notifies. The owner reads the word *before* it looks
 * for what has arrived and sleeps only while the word is still the one read, so a ring between look
 * and sleep keeps it awake: no wake-up is lost, and a needless one costs one look.
 *
 * Source: the eventcount (Dmitry Vyukov), as in the `park` modules of schedulers.
 *
 * @module
 */

import {
  add,
  type AsyncWait,
  load,
  notify,
  sharedWords,
  wait,
  waitAsync,
  type Words,
} from "./atomics.ts";

const RINGS = 0;

/** How threads wake one thread. */
export class Doorbell {
  /** The shared word; handed to those who ring. */
  readonly words: Words;

  /** @param words The word of an existing bell; a new bell where it is left out. */
  constructor(words: Words = sharedWords(1)) {
    this.words = words;
  }

  /** Wakes the owner. Call it after the news is in place, never before. */
  ring(): void {
    add(this.words, RINGS, 1);
    notify(this.words, RINGS);
  }

  /** The count of rings. Read it before looking for news. */
  rings(): number {
    return load(this.words, RINGS);
  }

  /**
   * Blocks the thread until the bell rings, or has rung since `seen` was read.
   *
   * @param seen What {@linkcode Doorbell.rings} gave.
   * @param timeout Milliseconds, at most.
   */
  wait(seen: number, timeout: number): void {
    wait(this.words, RINGS, seen, timeout);
  }

  /**
   * The same without blocking.
   *
   * @param seen What {@linkcode Doorbell.rings} gave.
   */
  waitAsync(seen: number): AsyncWait {
    return waitAsync(this.words, RINGS, seen);
  }
}
