import { add, load, sharedWords, store, type Words } from "../../../../src/sync/atomics.ts";
import { Doorbell } from "../../../../src/sync/doorbell.ts";
import { Roster } from "../../../../src/sync/roster.ts";

/** What threads share that wait for each other. */
export interface CircleWords extends Record<string, Words> {
  readonly roster: Words;
  /** For each thread, how often it has been answered. */
  readonly answers: Words;
  /** How many have found a circle. */
  readonly found: Words;
}

/** Makes the words, with as many seats taken as there are threads. */
export function circleWords(threads: number): CircleWords {
  const roster = new Roster();
  for (let thread = 0; thread < threads; thread++) roster.take();
  return { roster: roster.words, answers: sharedWords(threads), found: sharedWords(1) };
}

/** A thread among others, by its seat. */
export class Member {
  readonly #words: CircleWords;
  readonly #roster: Roster;
  readonly #index: number;
  readonly #bell: Doorbell;

  constructor(words: CircleWords, index: number) {
    this.#words = words;
    this.#index = index;
    this.#roster = new Roster(words.roster);
    this.#bell = this.#roster.seat(index).bell;
  }

  /** Answers another one. */
  answer(other: number): void {
    store(this.#words.answers, other, 1);
    this.#roster.seat(other).bell.ring();
  }

  /** Blocks until another one has answered, as an inbox does; gives up where that can never be. */
  waitFor(other: number): "answered" | "stuck" {
    for (;;) {
      this.#bell.park();
      if (load(this.#words.answers, this.#index) === 1) return "answered";
      const isStuck = this.#roster.waitFor(this.#index, other);
      if (!isStuck) this.#bell.wait(Infinity);
      this.#roster.stopWaiting(this.#index);
      if (isStuck) return "stuck";
    }
  }

  /** The same; where it is stuck it says so and answers those who wait for it. */
  waitOrTell(other: number, waiting: number): void {
    if (this.waitFor(other) === "answered") return;
    add(this.#words.found, 0, 1);
    this.answer(waiting);
  }
}
