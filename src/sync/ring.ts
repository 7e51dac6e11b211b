/**
 * A ring: messages from one thread to one other, through shared memory.
 *
 * Layout: `HEAD`, then `TAIL` and `URGENT` on a cache line of their own, then the data, a power of two of
 * words. A
 * message is one word with its length, then its words; it may wrap around the end. Head and tail
 * count words and are never reduced to an index, so that full and empty differ; they overflow
 * together, which subtraction does not mind.
 *
 * Writers: the producer writes the data between tail and head, `TAIL` and `URGENT`; the consumer
 * `HEAD`.
 *
 * Invariants: `0 <= tail - head <= capacity`; what lies between head and tail is whole messages.
 *
 * Publication: the data is written plainly and published by the store of `TAIL`, read after the load
 * of `TAIL`, and given up by the store of `HEAD`. Each side keeps what it last saw of the other's
 * counter and loads it again only where that is not enough.
 *
 * Wake-ups: none of its own; whoever pushes rings the consumer's bell afterwards.
 *
 * Source: the bounded queue of one producer and one consumer (Leslie Lamport, 1983), with cached
 * counters.
 *
 * @module
 */

import { load, sharedWords, store, type Words } from "./atomics.ts";

const HEAD = 0;
const TAIL = 16;
/** How many messages the consumer should not leave for later. */
const URGENT = 17;
const DATA = 32;
/** Up to here a loop copies faster than `set`, which needs a view. */
const SHORT = 48;
/** Room that only {@linkcode Ring.pushMark} may use: a length and a word. */
const RESERVED = 2;

/** One side's view of a ring. A thread uses either the producer's methods or the consumer's. */
export class Ring {
  /** The shared words; handed to the other side. */
  readonly words: Words;
  readonly #capacity: number;
  #head = 0;
  #tail = 0;
  #urgent = 0;

  /** @param words As {@linkcode Ring.words} made them, used by nobody yet on this side. */
  constructor(words: Words) {
    this.words = words;
    this.#capacity = words.length - DATA;
  }

  /**
   * Makes the words of a new ring.
   *
   * @param capacity How many words of data, a power of two.
   */
  static words(capacity: number): Words {
    return sharedWords(DATA + capacity);
  }

  /**
   * Puts a message in, if there is room. Producer only.
   *
   * @param message Its words.
   * @param length How many of them.
   * @returns Whether there was room.
   */
  push(message: Int32Array, length: number): boolean {
    if (!this.hasRoom(length)) return false;
    this.#push(message, length);
    return true;
  }

  /**
   * Puts in a message of one word, for which there is room even after {@linkcode Ring.push} has
   * found none; once, until half of the ring is free again. Producer only.
   *
   * @param mark The word.
   */
  pushMark(mark: number): void {
    this.#push(Int32Array.of(mark), 1);
  }

  /** Counts the message just sent as one that the consumer should not leave for later. Producer only. */
  urge(): void {
    this.#urgent = (this.#urgent + 1) | 0;
    store(this.words, URGENT, this.#urgent);
  }

  /** How many messages were urgent so far. Consumer only. */
  urgent(): number {
    return load(this.words, URGENT);
  }

  /** Whether a message of that many words has room now. Producer only. */
  hasRoom(length: number): boolean {
    const needed = 1 + length + RESERVED;
    if (this.#free() >= needed) return true;
    this.#head = load(this.words, HEAD);
    return this.#free() >= needed;
  }

  /** Whether at least half of the ring is free. Producer only. */
  isRelaxed(): boolean {
    return this.hasRoom(this.#capacity / 2);
  }

  /** How far the consumer has come; a different number means that it works. Producer only. */
  progress(): number {
    return load(this.words, HEAD);
  }

  /**
   * How many words the next message has; -1 where there is none. Consumer only.
   */
  nextLength(): number {
    if (this.#head === this.#tail) {
      this.#tail = load(this.words, TAIL);
      if (this.#head === this.#tail) return -1;
    }
    return this.words[this.#at(this.#head)] as number;
  }

  /**
   * Takes out the next message, which there must be. Consumer only.
   *
   * @param into Gets its words.
   * @param length As {@linkcode Ring.nextLength} gave it.
   */
  pop(into: Int32Array, length: number): void {
    this.#copyOut(into, length);
    this.#head = (this.#head + 1 + length) | 0;
    store(this.words, HEAD, this.#head);
  }

  #push(message: Int32Array, length: number): void {
    this.words[this.#at(this.#tail)] = length;
    this.#copyIn(message, length);
    this.#tail = (this.#tail + 1 + length) | 0;
    store(this.words, TAIL, this.#tail);
  }

  #free(): number {
    return this.#capacity - ((this.#tail - this.#head) | 0);
  }

  #at(position: number): number {
    return DATA + (position & (this.#capacity - 1));
  }

  #copyIn(message: Int32Array, length: number): void {
    const start = this.#at(this.#tail + 1);
    const first = Math.min(length, this.words.length - start);
    if (length > SHORT) {
      this.words.set(message.subarray(0, first), start);
      this.words.set(message.subarray(first, length), DATA);
      return;
    }
    const words = this.words;
    for (let i = 0; i < first; i++) words[start + i] = message[i] as number;
    for (let i = first; i < length; i++) words[DATA + i - first] = message[i] as number;
  }

  #copyOut(into: Int32Array, length: number): void {
    const start = this.#at(this.#head + 1);
    const first = Math.min(length, this.words.length - start);
    if (length > SHORT) {
      into.set(this.words.subarray(start, start + first));
      into.set(this.words.subarray(DATA, DATA + length - first), first);
      return;
    }
    const words = this.words;
    for (let i = 0; i < first; i++) into[i] = words[start + i] as number;
    for (let i = first; i < length; i++) into[i] = words[DATA + i - first] as number;
  }
}
