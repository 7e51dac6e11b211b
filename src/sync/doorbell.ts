/**
 * A doorbell: how threads wake one thread.
 *
 * Layout: one word.
 *
 * States: `AWAKE`, the owner looks for news by itself; `PARKED`, it sleeps, or is about to.
 *
 * Writers: the owner stores `PARKED` before its last look; whoever has news changes `PARKED` to
 * `AWAKE`. The owner never takes `PARKED` back: it may be asleep in two ways at once, blocked, and
 * listening by `waitAsync`, and a needless `PARKED` costs one needless notify.
 *
 * Wake-ups: the owner stores `PARKED`, then looks; a ringer stores its news, then loads the word.
 * All four are sequentially consistent, so the look finds the news or the ringer finds `PARKED`. A
 * ringer that finds it changes the word before it notifies: an owner that falls asleep in between is
 * kept awake by the changed word. Ringers that find `AWAKE` do nothing, so a ring costs one load
 * while the owner is awake.
 *
 * A ringer whose thread ends between the change and the notify leaves the owner asleep and the bell
 * silent; whoever sees a thread end calls {@linkcode Doorbell.wake}.
 *
 * Source: the flag of a sleeping consumer, after Dekker's algorithm, as in the `park` modules of
 * schedulers.
 *
 * @module
 */

import {
  type AsyncWait,
  cas,
  load,
  notify,
  sharedWords,
  store,
  wait,
  waitAsync,
  type Words,
} from "./atomics.ts";

const STATE = 0;
const AWAKE = 0;
const PARKED = 1;

/**
 * Whether the owner of a bell sleeps, or is about to, and nobody has rung since.
 *
 * @param words Where the bell is.
 * @param index Its word.
 */
export function isParked(words: Words, index: number): boolean {
  return load(words, index) === PARKED;
}

/** How threads wake one thread. */
export class Doorbell {
  /** The shared word; handed to those who ring. */
  readonly words: Words;

  /** @param words The word of an existing bell; a new bell where it is left out. */
  constructor(words: Words = sharedWords(1)) {
    this.words = words;
  }

  /** Wakes the owner, if it sleeps. Call it after the news is in place, never before. */
  ring(): void {
    if (load(this.words, STATE) === PARKED) this.wake();
  }

  /** The same without asking whether it sleeps: nobody else may have been able to finish a ring. */
  wake(): void {
    cas(this.words, STATE, PARKED, AWAKE);
    notify(this.words, STATE);
  }

  /** Says that the owner is going to sleep. It must look for news once more after this. */
  park(): void {
    store(this.words, STATE, PARKED);
  }

  /**
   * Blocks the thread until the bell rings, or has rung since {@linkcode Doorbell.park}.
   *
   * @param timeout Milliseconds, at most.
   */
  wait(timeout: number): void {
    wait(this.words, STATE, PARKED, timeout);
  }

  /** The same without blocking. */
  waitAsync(): AsyncWait {
    return waitAsync(this.words, STATE, PARKED);
  }
}
