/**
 * The seam: the only file that touches `Atomics`. Shared-memory code is written against these
 * functions, so that a test can put a schedule explorer underneath.
 *
 * @module
 */

/** As they were when the library was loaded: modules of coroutines may replace them. */
const {
  add: addTo,
  compareExchange,
  load: loadFrom,
  notify: notifyAt,
  store: storeAt,
  wait: waitAt,
  waitAsync: waitAsyncAt,
} = Atomics;
/** Not every runtime has it yet. */
const { pause: pauseHere }: { readonly pause?: () => void } = Atomics as never;

/**
 * A view on words that several threads share; where they cannot share memory, on words of this thread alone, of which
 * others get copies.
 */
export type Words = Int32Array<ArrayBufferLike>;

/** How an asynchronous wait begins: answered at once, or by a promise. */
export type AsyncWait =
  | { readonly async: false; readonly value: "not-equal" | "timed-out" }
  | { readonly async: true; readonly value: Promise<"ok" | "timed-out"> };

/**
 * Whether threads can share memory, and wait for its words without blocking. A page that is not cross-origin isolated
 * cannot.
 */
export const sharesMemory: boolean = typeof SharedArrayBuffer === "function" &&
  typeof waitAsyncAt === "function";

/** Whether this thread may block: the window's of a page may not, nor any where memory is not shared. */
export const canBlock: boolean = sharesMemory && mayWait();

function mayWait(): boolean {
  try {
    waitAt(sharedWords(1), 0, 1, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes words that several threads can share, all zero.
 *
 * @param count How many words of 32 bits.
 */
export function sharedWords(count: number): Words {
  if (!sharesMemory) return new Int32Array(count);
  return new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
}

/** The word's value. */
export function load(words: Words, index: number): number {
  return loadFrom(words, index);
}

/** Sets the word. */
export function store(words: Words, index: number, value: number): void {
  storeAt(words, index, value);
}

/** Sets the word to `next` if it is `expected`; returns what it was. */
export function cas(words: Words, index: number, expected: number, next: number): number {
  return compareExchange(words, index, expected, next);
}

/** Adds to the word; returns what it was. */
export function add(words: Words, index: number, amount: number): number {
  return addTo(words, index, amount);
}

/** Blocks this thread while the word is `seen`, for at most `timeout` milliseconds. */
export function wait(words: Words, index: number, seen: number, timeout: number): void {
  waitAt(words, index, seen, timeout);
}

/** Waits while the word is `seen`, without blocking. */
export function waitAsync(words: Words, index: number, seen: number): AsyncWait {
  if (!sharesMemory) return waitAlone(words, index, seen);
  return waitAsyncAt(words as Int32Array<SharedArrayBuffer>, index, seen);
}

/** Wakes everybody who waits on the word. */
export function notify(words: Words, index: number): void {
  if (sharesMemory) notifyAt(words, index);
  else wakeAlone(words, index);
}

/** Who waits on words of this thread alone, by their memory and the place in it. */
type Sleepers = WeakMap<ArrayBufferLike, Map<number, (() => void)[]>>;

const KEY: unique symbol = Symbol.for("sideloop.sleepers");
/** All copies of the library in the thread share them. */
const scope = globalThis as { [KEY]?: Sleepers };
const sleepers: Sleepers = scope[KEY] ??= new WeakMap();

function waitAlone(words: Words, index: number, seen: number): AsyncWait {
  if (words[index] !== seen) return { async: false, value: "not-equal" };
  const places = sleepers.get(words.buffer) ?? new Map<number, (() => void)[]>();
  sleepers.set(words.buffer, places);
  const place = placeOf(words, index);
  const value = new Promise<"ok">((resolve) => {
    places.set(place, [...places.get(place) ?? [], () => resolve("ok")]);
  });
  return { async: true, value };
}

function wakeAlone(words: Words, index: number): void {
  const places = sleepers.get(words.buffer);
  const waiting = places?.get(placeOf(words, index)) ?? [];
  places?.delete(placeOf(words, index));
  for (const wake of waiting) wake();
}

function placeOf(words: Words, index: number): number {
  return words.byteOffset + index * words.BYTES_PER_ELEMENT;
}

/** Tells the processor that the thread looks again and again for what another thread does. */
export function pause(): void {
  pauseHere?.();
}
