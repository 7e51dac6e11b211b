import { Fifo } from "../core/fifo.ts";
import type { Ring } from "../sync/ring.ts";
import { Kind } from "./message_kinds.ts";

/** How many words a piece has at most: four fit into a ring. */
const PIECE = (1 << 14) - 8;
/** Its kind, and how many words the whole message has. */
const HEAD = 2;

/**
 * What a ring has no room for yet: messages that are larger than it, in pieces, and whatever comes after them. For
 * runtimes whose ports a blocked thread cannot read, so that it gets all that shared memory can carry.
 *
 * Invariants: what is in here comes after all that is in the ring. While something is in here, the last that is in the
 * ring is a mark, at which the reader rings; then the ring is empty, and the next part is put in.
 */
export class Backlog {
  readonly #ring: Ring;
  readonly #pieces = new Fifo<Int32Array>();
  #whenEmpty: (() => void)[] = [];

  /** @param ring What it waits for. */
  constructor(ring: Ring) {
    this.#ring = ring;
  }

  /** Whether nothing waits. */
  get isEmpty(): boolean {
    return this.#pieces.size === 0;
  }

  /**
   * Puts a message into the ring, or behind what waits.
   *
   * @param words Its words.
   * @param length How many of them.
   */
  push(words: Int32Array, length: number): void {
    const isShort = length <= PIECE;
    if (this.isEmpty && isShort && this.#ring.push(words, length)) return;
    const wasEmpty = this.isEmpty;
    if (isShort) this.#pieces.push(words.slice(0, length));
    else this.#cut(words, length);
    if (wasEmpty) this.#fill();
  }

  /** Goes on, if the reader has made room. */
  flush(): void {
    if (!this.isEmpty && this.#ring.isRelaxed()) this.#fill();
  }

  /**
   * Calls back when all has been put into the ring: now, if it has.
   *
   * @param callback Called once.
   */
  whenEmpty(callback: () => void): void {
    if (this.isEmpty) callback();
    else this.#whenEmpty.push(callback);
  }

  #cut(words: Int32Array, length: number): void {
    for (let start = 0; start < length; start += PIECE) {
      const part = words.subarray(start, Math.min(start + PIECE, length));
      const piece = new Int32Array(HEAD + part.length);
      piece.set([Kind.piece, length]);
      piece.set(part, HEAD);
      this.#pieces.push(piece);
    }
  }

  #fill(): void {
    for (let next = this.#pieces.peek(); next !== undefined; next = this.#pieces.peek()) {
      if (!this.#ring.push(next, next.length)) return this.#ring.pushMark(Kind.more);
      this.#pieces.shift();
    }
    for (const callback of this.#whenEmpty.splice(0)) callback();
  }
}

/** Puts the pieces of a message together again. */
export class Assembly {
  #words = new Int32Array(0);
  #length = 0;

  /**
   * Takes the next piece.
   *
   * @param piece Its words, and others behind them.
   * @param length How many of them.
   * @returns The whole message; `undefined` where pieces are missing.
   */
  add(piece: Int32Array, length: number): Int32Array | undefined {
    const total = piece[1] ?? 0;
    if (this.#length === 0) this.#words = new Int32Array(total);
    this.#words.set(piece.subarray(HEAD, length), this.#length);
    this.#length += length - HEAD;
    if (this.#length < total) return undefined;
    const words = this.#words;
    this.#words = new Int32Array(0);
    this.#length = 0;
    return words;
  }
}
