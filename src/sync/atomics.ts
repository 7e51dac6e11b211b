/**
 * The seam: the only file that touches `Atomics`. Shared-memory code is written against these
 * functions, so that a test can put a schedule explorer underneath.
 *
 * @module
 */

/** A view on words that several threads share. */
export type Words = Int32Array<SharedArrayBuffer>;

/** How an asynchronous wait begins: answered at once, or by a promise. */
export type AsyncWait =
  | { readonly async: false; readonly value: "not-equal" | "timed-out" }
  | { readonly async: true; readonly value: Promise<"ok" | "timed-out"> };

/**
 * Makes words that several threads can share, all zero.
 *
 * @param count How many words of 32 bits.
 */
export function sharedWords(count: number): Words {
  return new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
}

/** The word's value. */
export function load(words: Words, index: number): number {
  return Atomics.load(words, index);
}

/** Sets the word. */
export function store(words: Words, index: number, value: number): void {
  Atomics.store(words, index, value);
}

/** Sets the word to `next` if it is `expected`; returns what it was. */
export function cas(words: Words, index: number, expected: number, next: number): number {
  return Atomics.compareExchange(words, index, expected, next);
}

/** Adds to the word; returns what it was. */
export function add(words: Words, index: number, amount: number): number {
  return Atomics.add(words, index, amount);
}

/** Blocks this thread while the word is `seen`, for at most `timeout` milliseconds. */
export function wait(words: Words, index: number, seen: number, timeout: number): void {
  Atomics.wait(words, index, seen, timeout);
}

/** Waits while the word is `seen`, without blocking. */
export function waitAsync(words: Words, index: number, seen: number): AsyncWait {
  return Atomics.waitAsync(words, index, seen);
}

/** Wakes everybody who waits on the word. */
export function notify(words: Words, index: number): void {
  Atomics.notify(words, index);
}

/** Not every runtime has it yet. */
const cpu: { readonly pause?: () => void } = Atomics as never;

/** Tells the processor that the thread looks again and again for what another thread does. */
export function pause(): void {
  cpu.pause?.();
}
