import type { Words } from "./atomics.ts";
import { COUNTERS, FLAGS, type Vitals } from "./vitals.ts";

/** What has changed in vitals: words, each with the amount, the bits or the value that is new. */
export type VitalsChange = readonly (readonly [index: number, news: number])[];

/**
 * Keeps the vitals of a loop alike on two threads that share no memory: each has words of its own, and tells the other
 * what has changed there.
 *
 * Invariants: what both sides count adds up, however their news cross; a flag that is set once stays set; of all else
 * the last to say something is right, and there only one side does.
 *
 * Source: counters, as state-based replicated data types have them (Shapiro and others, 2011).
 */
export class VitalsCopy {
  readonly #words: Words;
  /** What the other side has. */
  readonly #known: Int32Array;

  /** @param vitals Those on this side, as the other side got them. */
  constructor({ words }: Vitals) {
    this.#words = words;
    this.#known = words.slice();
  }

  /** Whether there is something that the other side does not know yet. */
  hasChanged(): boolean {
    return this.#words.some((word, index) => word !== this.#known[index]);
  }

  /** What the other side does not know yet; it is told now. */
  takeChange(): VitalsChange {
    const change: [number, number][] = [];
    for (const [index, word] of this.#words.entries()) {
      const known = this.#known[index] ?? 0;
      if (word !== known) change.push([index, COUNTERS.has(index) ? word - known : word]);
    }
    this.#known.set(this.#words);
    return change;
  }

  /**
   * Takes note of what the other side has told.
   *
   * @param change From {@linkcode VitalsCopy.takeChange} there.
   */
  apply(change: VitalsChange): void {
    for (const [index, news] of change) {
      this.#words[index] = merged(index, this.#words[index] ?? 0, news);
      this.#known[index] = merged(index, this.#known[index] ?? 0, news);
    }
  }
}

function merged(index: number, word: number, news: number): number {
  if (COUNTERS.has(index)) return word + news;
  return FLAGS.has(index) ? word | news : news;
}
