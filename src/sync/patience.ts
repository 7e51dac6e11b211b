/**
 * Whether it pays to look again and again before going to sleep. Waking a thread on an idle core
 * costs tens of microseconds, an answer from a loop that is awake one or two; so a wait that will be
 * short is better spent looking. But where the wait turns out long, looking is wasted, and where
 * both threads share a core, it even keeps the answer from being computed. So when it has been in
 * vain several times in a row, the thread refrains from it for twice as many waits as the time
 * before.
 *
 * Several, because of schedulers: two threads that take turns in sleeping end up on one core, and
 * are moved apart only when both have wanted to run for some milliseconds.
 *
 * Source: adaptive mutexes (glibc's `PTHREAD_MUTEX_ADAPTIVE_NP`) and exponential backoff.
 *
 * @module
 */

import { sharesMemory } from "./atomics.ts";

/** How long to look, in milliseconds: a little longer than waking a thread takes. */
const WINDOW = 0.1;
/** Only after sleeps shorter than this may looking have been the better choice, in milliseconds. */
const SHORT_SLEEP = 2 * WINDOW;
/** How often in a row looking may be in vain. */
const TRIES = 64;
/** The most short sleeps without looking in between. */
const MOST = 8191;

let window = 0;
let countCores: (() => number) | undefined;

/**
 * Says how many threads can run at once. On one core nobody can answer while this thread looks, and without shared
 * memory no answer can be seen before the event loop turns.
 *
 * @param count Gives how many; called when a thread first waits.
 */
export function setCores(count: () => number): void {
  countCores = count;
}

function decide(count: () => number): void {
  countCores = undefined;
  window = sharesMemory && count() > 1 ? WINDOW : 0;
}

/** What one kind of wait has taught. */
export class Patience {
  #tries = TRIES;
  #penalty = 0;
  /** How many short sleeps are left to do without looking. */
  #left = 0;

  /** How long to look before going to sleep, in milliseconds; zero where it is not likely to pay. */
  get window(): number {
    if (countCores !== undefined) decide(countCores);
    return this.#left > 0 ? 0 : window;
  }

  /**
   * Looking found something. Where that took longer than anybody looks, this thread was put off its core meanwhile,
   * perhaps for the very thread that it was looking for: then looking did not pay.
   *
   * @param after How long it took, in milliseconds.
   * @returns True: it did.
   */
  found(after: number): true {
    if (after > WINDOW) this.wasted();
    else this.#paid();
    return true;
  }

  #paid(): void {
    this.#tries = TRIES;
    this.#penalty = 0;
  }

  /**
   * Looking found nothing in time.
   *
   * @returns False: it found nothing.
   */
  wasted(): false {
    this.#tries -= 1;
    if (this.#tries > 0) return false;
    this.#tries = TRIES;
    this.#penalty = Math.min(2 * this.#penalty + TRIES, MOST);
    this.#left = this.#penalty;
    return false;
  }

  /**
   * The thread has been asleep.
   *
   * @param milliseconds For how long.
   */
  slept(milliseconds: number): void {
    if (milliseconds < SHORT_SLEEP && this.#left > 0) this.#left -= 1;
  }
}
