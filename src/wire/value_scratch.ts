import { MAX_COUNT, Tag, TAG_BITS } from "./value_tags.ts";

/** How many words a scratch has at first. */
const FIRST_WORDS = 256;

/** From how many characters on the encoder of the platform is faster than a loop. */
const LONG = 64;

const encoder = new TextEncoder();
const double = new Float64Array(1);
const int64 = new BigInt64Array(double.buffer);
const halves = new Int32Array(double.buffer);

/**
 * Words that grow as they are written, up to a limit. What does not fit is not written, and noted.
 */
export class Scratch {
  /** The words written, and free ones behind them. */
  words: Int32Array<ArrayBuffer>;
  /** How many words are written. */
  length = 0;
  /** Whether everything fitted so far. */
  fits = true;
  #bytes: Uint8Array<ArrayBuffer>;
  readonly #limit: number;

  /** @param limit The most words it may take. */
  constructor(limit: number) {
    this.#limit = limit;
    this.words = new Int32Array(Math.min(FIRST_WORDS, limit));
    this.#bytes = new Uint8Array(this.words.buffer);
  }

  /** Begins anew. */
  reset(): void {
    this.length = 0;
    this.fits = true;
  }

  /**
   * Makes room.
   *
   * @param count How many words will be written.
   * @returns Whether there is.
   */
  reserve(count: number): boolean {
    return this.length + count <= this.words.length || this.#grow(count);
  }

  /** Writes a word as it is. */
  word(word: number): boolean {
    if (this.length >= this.words.length && !this.#grow(1)) return false;
    this.words[this.length++] = word;
    return true;
  }

  /** Writes the first word of a value. The same as a word, for speed not by way of it. */
  head(tag: number, payload: number): boolean {
    if (this.length >= this.words.length && !this.#grow(1)) return false;
    this.words[this.length++] = (payload << TAG_BITS) | tag;
    return true;
  }

  /** Writes two words. */
  double(value: number): boolean {
    double[0] = value;
    return this.#pair();
  }

  /** Writes two words. */
  int64(value: bigint): boolean {
    int64[0] = value;
    return this.#pair();
  }

  /** Writes a text with its head. */
  text(text: string): boolean {
    return text.length <= LONG ? this.#shortText(text) : this.#longText(text);
  }

  /** Writes bytes, without a head. */
  bytes(bytes: Uint8Array): boolean {
    const count = wordsOf(bytes.length);
    if (!this.reserve(count)) return false;
    this.#bytes.set(bytes, this.length << 2);
    this.length += count;
    return true;
  }

  #pair(): boolean {
    if (!this.reserve(2)) return false;
    const at = this.length;
    this.words[at] = halves[0] as number;
    this.words[at + 1] = halves[1] as number;
    this.length = at + 2;
    return true;
  }

  #grow(count: number): boolean {
    const needed = this.length + count;
    if (!(needed <= this.#limit)) {
      this.fits = false;
      return false;
    }
    const words = new Int32Array(Math.min(this.#limit, Math.max(needed, this.words.length * 2)));
    words.set(this.words);
    this.words = words;
    this.#bytes = new Uint8Array(words.buffer);
    return true;
  }

  #shortText(text: string): boolean {
    const { length } = text;
    const count = wordsOf(length);
    if (!this.reserve(count + 1)) return false;
    const bytes = this.#bytes;
    const start = (this.length + 1) << 2;
    let all = 0;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      all |= unit;
      bytes[start + i] = unit;
    }
    if (all > 0xff) return this.#units(text);
    this.words[this.length] = (length << TAG_BITS) | Tag.byteText;
    this.length += count + 1;
    return true;
  }

  #longText(text: string): boolean {
    if (text.length > MAX_COUNT || !this.reserve(wordsOf(text.length) + 1)) {
      this.fits = false;
      return false;
    }
    const room = this.#bytes.subarray((this.length + 1) << 2);
    const { read, written } = encoder.encodeInto(text, room);
    if (read === text.length && (written === read || text.isWellFormed())) {
      this.words[this.length] = (written << TAG_BITS) | Tag.utf8Text;
      this.length += wordsOf(written) + 1;
      return true;
    }
    return this.#units(text);
  }

  /** A text as UTF-16 units, which keeps lone surrogates. */
  #units(text: string): boolean {
    const { length } = text;
    const count = wordsOf(length * 2);
    if (!this.reserve(count + 1)) return false;
    const start = this.length + 1;
    const units = new Uint16Array(this.words.buffer, start << 2, length);
    for (let i = 0; i < length; i++) units[i] = text.charCodeAt(i);
    this.words[start - 1] = (length << TAG_BITS) | Tag.unitText;
    this.length += count + 1;
    return true;
  }
}

function wordsOf(bytes: number): number {
  return (bytes + 3) >> 2;
}
