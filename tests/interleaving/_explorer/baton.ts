/**
 * The baton: of the threads of a run and the controller, one runs and all others are parked.
 *
 * This is real synchronization, below the model, and the only part of the explorer that uses the
 * real `Atomics` on words of its own. Nobody spins: with more threads than processors to spare, a
 * thread that spins keeps away the one it waits for (measured: 150 us per run without, 300 to 1,300
 * with).
 *
 * @module
 */

import type { Words } from "../../../src/sync/atomics.ts";

/** The runtime's own, whatever the code under test is given. */
const real = Atomics;

/** How long a thread may run between two steps. */
const STUCK = 10_000;

/** Who may run. */
export class Baton {
  readonly words: Words;
  readonly #ended: number;

  /**
   * @param parties How many share the baton.
   * @param words Those of an existing baton; a new one where they are left out.
   */
  constructor(
    parties: number,
    words: Words = new Int32Array(new SharedArrayBuffer((parties + 1) * 4)),
  ) {
    this.words = words;
    this.#ended = parties;
  }

  /** Lets another run. */
  give(party: number): void {
    real.store(this.words, party, 1);
    real.notify(this.words, party);
  }

  /**
   * Parks until the baton is given.
   *
   * @param party Who calls.
   * @param timeout Milliseconds, at most.
   * @returns `false` where nobody gave it in a long time.
   */
  receive(party: number, timeout = Infinity): boolean {
    while (real.load(this.words, party) === 0) {
      if (real.wait(this.words, party, 0, timeout) === "timed-out") return false;
    }
    real.store(this.words, party, 0);
    return true;
  }

  /** {@linkcode Baton.receive} for the controller, which must not wait for ever. */
  receiveSoon(party: number): boolean {
    return this.receive(party, STUCK);
  }

  /** Says that a thread has ended or is ready; returns how many have said so since the reset. */
  countIn(): number {
    return real.add(this.words, this.#ended, 1) + 1;
  }

  /** How many have said so. */
  counted(): number {
    return real.load(this.words, this.#ended);
  }

  /** Nobody has the baton and nobody has said anything. */
  reset(): void {
    for (let index = 0; index < this.words.length; index++) real.store(this.words, index, 0);
  }
}
