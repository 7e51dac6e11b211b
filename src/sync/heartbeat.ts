/**
 * What a loop in debug mode tells while it runs, so that its owner can see from outside that it stands still.
 *
 * Layout: `BEATS`, `LOOKS`, `LENGTH`, then the name of the task whose step runs, a word per UTF-16 code unit.
 *
 * Writers: `LOOKS` by the owner; all else by the loop's thread.
 *
 * Invariants: the counters only grow, modulo 2^32. A name that is read while it is being written may be a mixture
 * of two; who sees the beats stand still reads one that is not.
 *
 * Wake-ups: none. Both sides look now and then.
 *
 * @module
 */

import { add, load, sharedWords, store, type Words } from "./atomics.ts";

const BEATS = 0;
const LOOKS = 1;
const LENGTH = 2;
const NAME = 3;
/** How much of a name is told, in UTF-16 code units. */
const MOST = 64;

/** The shortest and the longest time between two beats, in milliseconds. */
const FASTEST = 5;
const SLOWEST = 1_000;

/** What a loop in debug mode tells while it runs. */
export class Heartbeat {
  /** The shared words; handed to the other side. */
  readonly words: Words;

  /** @param words The words of an existing one; those of a new one where they are left out. */
  constructor(words: Words = sharedWords(NAME + MOST)) {
    this.words = words;
  }

  /** Says that the loop turns. */
  beat(): void {
    add(this.words, BEATS, 1);
  }

  /** How often the loop has said that it turns; zero before it serves. */
  beats(): number {
    return load(this.words, BEATS);
  }

  /** Says that the owner has looked. */
  look(): void {
    add(this.words, LOOKS, 1);
  }

  /** How often the owner has looked. */
  looks(): number {
    return load(this.words, LOOKS);
  }

  /**
   * Says whose step runs.
   *
   * @param name The name of the task; empty where that is not known.
   */
  setTask(name: string): void {
    const length = Math.min(name.length, MOST);
    for (let at = 0; at < length; at++) store(this.words, NAME + at, name.charCodeAt(at));
    store(this.words, LENGTH, length);
  }

  /** The name of the task whose step runs; `undefined` where that is not known. */
  task(): string | undefined {
    const length = load(this.words, LENGTH);
    return String.fromCharCode(...this.words.subarray(NAME, NAME + length)) || undefined;
  }
}

/**
 * The time between two beats: a small part of what counts as slow.
 *
 * @param slow What counts as slow, in milliseconds.
 */
export function beatInterval(slow: number): number {
  return Math.min(Math.max(slow / 4, FASTEST), SLOWEST);
}
