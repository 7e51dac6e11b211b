/**
 * Whether it pays to look again and again before going to sleep. Waking a thread costs tens of
 * microseconds, an answer from a loop that is awake one or two; so a wait that will be short is
 * better spent looking. Waits that turn out long cost their looking for nothing, and after a few of
 * those the thread goes to sleep at once, until waits are short again.
 *
 * Source: adaptive mutexes (glibc's `PTHREAD_MUTEX_ADAPTIVE_NP`).
 *
 * @module
 */

/** How long to look, in milliseconds: a little longer than waking a thread takes. */
const WINDOW = 0.1;
/** A sleep that ended sooner than this would better not have been begun, in milliseconds. */
const SHORT_SLEEP = 2 * WINDOW;
/** How many waits in vain it takes to give looking up. */
const MOST = 8;

let window = 0;

/**
 * Says how many threads can run at once. On one core nobody can answer while this thread looks.
 *
 * @param cores How many.
 */
export function setCores(cores: number): void {
  window = cores > 1 ? WINDOW : 0;
}

/** What one kind of wait has taught. */
export class Patience {
  #credit = MOST;

  /** How long to look before going to sleep, in milliseconds; zero where it does not pay. */
  get window(): number {
    return this.#credit > 0 ? window : 0;
  }

  /** Looking found something. */
  paid(): void {
    if (this.#credit < MOST) this.#credit += 1;
  }

  /** Looking found nothing in time. */
  wasted(): void {
    if (this.#credit > 0) this.#credit -= 1;
  }

  /**
   * The thread has been asleep.
   *
   * @param milliseconds For how long.
   */
  slept(milliseconds: number): void {
    if (milliseconds < SHORT_SLEEP) this.paid();
  }
}
