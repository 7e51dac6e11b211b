import { Deadline } from "../core/deadline.ts";
import { Fifo } from "../core/fifo.ts";
import { now } from "../sync/clock.ts";
import type { Ring } from "../sync/ring.ts";
import { nextTurn } from "../sync/turn.ts";
import { Kind } from "./message_kinds.ts";

/** How long a thread that ends waits for others to take what it has sent, in milliseconds: they may have ended. */
const MAY_TAKE = 1_000;

/** Those of this thread in which something waits. */
const waiting = new Set<Backlog>();

/**
 * Calls back when all that this thread has sent has left it, or others have had time to take it: now, where nothing
 * waits.
 *
 * @param callback Called once.
 */
export function whenAllSent(callback: () => void): void {
  if (waiting.size === 0) callback();
  else void untilAllSent().then(callback);
}

async function untilAllSent(): Promise<void> {
  const deadline = new Deadline(MAY_TAKE, now);
  while (waiting.size > 0 && deadline.remaining() > 0) await nextTurn();
}

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
    waiting.add(this);
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
    waiting.delete(this);
    for (const callback of this.#whenEmpty.splice(0)) callback();
  }
}

/** Puts the pieces of a message together again. */
export class Assembly {
  #words = new Int32Array(0);
  #length = 0;

  /** Whether pieces are missing. */
  get isOpen(): boolean {
    return this.#length > 0;
  }

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
