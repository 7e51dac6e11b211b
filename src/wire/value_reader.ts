import { ERROR_CLASSES, VIEW_CLASSES } from "./value_slots.ts";
import { ERROR_PART_BITS, ErrorPart, SINGLES, Tag, TAG_BITS, TAG_MASK } from "./value_tags.ts";
import { textOfBytes } from "./text_codec.ts";
import { NARROW, Wide } from "./value_wide.ts";

type Fields = { [key: string]: unknown };

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const double = new Float64Array(1);
const int64 = new BigInt64Array(double.buffer);
const halves = new Int32Array(double.buffer);

/**
 * Reads what a {@linkcode ValueWriter} wrote, in the same order and with the same kinds of calls.
 * Every message that was sent must be read to its end, for the two learn object keys together.
 */
export class ValueReader {
  #words = new Int32Array(0);
  #bytes = new Uint8Array(0);
  #at = 0;
  readonly #keys: string[] = [];
  readonly #objects: (object | undefined)[] = [];
  readonly #loopAt: (number: number) => unknown;
  #count = 0;

  /** @param loopAt The loop that the writer knows by a number. */
  constructor(loopAt: (number: number) => unknown = () => undefined) {
    this.#loopAt = loopAt;
  }

  /**
   * Begins a message.
   *
   * @param words Its words, and others behind them. Nothing decoded refers to them.
   */
  load(words: Int32Array): void {
    if (words !== this.#words) {
      this.#words = words as Int32Array<ArrayBuffer>;
      this.#bytes = new Uint8Array(this.#words.buffer, words.byteOffset, words.byteLength);
    }
    this.#at = 0;
    this.release();
  }

  /** Reads a word as it is. */
  readWord(): number {
    return this.#words[this.#at++] as number;
  }

  /** Reads a text. */
  readText(): string {
    return this.#text(this.readWord());
  }

  /** Reads a value. */
  readValue(): unknown {
    const word = this.#words[this.#at++] as number;
    const payload = word >> TAG_BITS;
    switch (word & TAG_MASK) {
      case Tag.smallInt:
        return payload;
      case Tag.byteText:
      case Tag.unitText:
      case Tag.utf8Text:
        return this.#text(word);
      case Tag.single:
        return SINGLES[payload];
      case Tag.int:
        return this.readWord();
      case Tag.double:
        return this.#double();
      case Tag.object:
        return this.#object(payload);
      case Tag.array:
        return this.#array(payload);
      case Tag.intArray:
        return this.#intArray(payload);
      case Tag.doubleArray:
        return this.#doubleArray(payload);
      case Tag.known:
        return this.#objects[payload];
      default:
        return this.#special(word & TAG_MASK, payload);
    }
  }

  /** Lets go of the objects of the message. */
  release(): void {
    for (let i = 0; i < this.#count; i++) this.#objects[i] = undefined;
    this.#count = 0;
  }

  #special(tag: number, payload: number): unknown {
    switch (tag) {
      case Tag.int64:
        return this.#int64();
      case Tag.bigInt:
        return this.#bigInt(payload === 1);
      case Tag.map:
        return this.#map(payload);
      case Tag.set:
        return this.#set(payload);
      case Tag.date:
        return this.#note(new Date(this.#double()));
      case Tag.regExp:
        return this.#note(new RegExp(this.readText(), this.readText()));
      case Tag.buffer:
        return this.#note(this.#take(payload).slice().buffer);
      case Tag.view:
        return this.#view(payload);
      case Tag.error:
        return this.#error(payload);
      case Tag.loop:
        return this.#loopAt(payload);
      default:
        throw new Error(`Cannot read a message: unknown tag ${tag}`);
    }
  }

  #note<T extends object>(value: T): T {
    this.#objects[this.#count++] = value;
    return value;
  }

  #double(): number {
    halves[0] = this.#words[this.#at++] as number;
    halves[1] = this.#words[this.#at++] as number;
    return double[0] as number;
  }

  #int64(): bigint {
    this.#double();
    return int64[0] as bigint;
  }

  #bigInt(isNegative: boolean): bigint {
    const value = BigInt(`0x${this.readText()}`);
    return isNegative ? -value : value;
  }

  #object(count: number): object {
    const value = this.#note(count > NARROW ? new Wide() : {}) as Fields;
    for (let i = 0; i < count; i++) {
      const word = this.#words[this.#at++] as number;
      if ((word & TAG_MASK) === Tag.key) {
        value[this.#keys[word >> TAG_BITS] as string] = this.readValue();
      } else this.#field(value, this.#key(word));
    }
    return value;
  }

  #key(word: number): string {
    if ((word & TAG_MASK) !== Tag.newKey) return this.#text(word);
    const key = this.readText();
    this.#keys.push(key);
    return key;
  }

  #field(owner: Fields, key: string): void {
    const value = this.readValue();
    if (key in Object.prototype) define(owner, key, value, true);
    else owner[key] = value;
  }

  #array(count: number): unknown[] {
    const value: unknown[] = this.#note(new Array(count));
    for (let i = 0; i < count; i++) value[i] = this.readValue();
    return value;
  }

  #intArray(count: number): number[] {
    const value: number[] = this.#note(new Array(count));
    for (let i = 0; i < count; i++) value[i] = this.#words[this.#at + i] as number;
    this.#at += count;
    return value;
  }

  #doubleArray(count: number): number[] {
    const value: number[] = this.#note(new Array(count));
    for (let i = 0; i < count; i++) value[i] = this.#double();
    return value;
  }

  #map(count: number): Map<unknown, unknown> {
    const value = this.#note(new Map<unknown, unknown>());
    for (let i = 0; i < count; i++) value.set(this.readValue(), this.readValue());
    return value;
  }

  #set(count: number): Set<unknown> {
    const value = this.#note(new Set());
    for (let i = 0; i < count; i++) value.add(this.readValue());
    return value;
  }

  #view(number: number): object {
    const index = this.#count++;
    const offset = this.readWord();
    const length = this.readWord();
    const View = VIEW_CLASSES[number] as (typeof VIEW_CLASSES)[0];
    const value = new View(this.readValue() as ArrayBuffer, offset, length);
    this.#objects[index] = value;
    return value;
  }

  #error(payload: number): Error {
    const ErrorClass = ERROR_CLASSES[payload >> ERROR_PART_BITS] as ErrorConstructor;
    const value = this.#note(new ErrorClass());
    if (payload & ErrorPart.message) define(value, "message", this.readText(), false);
    define(value, "stack", this.readText(), false);
    if (payload & ErrorPart.cause) define(value, "cause", this.readValue(), false);
    return value;
  }

  #text(word: number): string {
    const length = word >> TAG_BITS;
    switch (word & TAG_MASK) {
      case Tag.byteText:
        return this.#byteText(length);
      case Tag.unitText:
        return this.#unitText(length);
      default:
        return decoder.decode(this.#take(length));
    }
  }

  #byteText(length: number): string {
    const start = this.#at << 2;
    this.#at += (length + 3) >> 2;
    return textOfBytes(this.#bytes, start, length);
  }

  #unitText(length: number): string {
    const bytes = this.#take(length * 2);
    const units = new Uint16Array(bytes.buffer, bytes.byteOffset, length);
    let text = "";
    for (let i = 0; i < length; i += 4096) {
      text += String.fromCharCode(...units.subarray(i, i + 4096));
    }
    return text;
  }

  /** Takes bytes, as a view of the message. */
  #take(length: number): Uint8Array<ArrayBuffer> {
    const start = this.#at << 2;
    this.#at += (length + 3) >> 2;
    return this.#bytes.subarray(start, start + length);
  }
}

function define(owner: object, key: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(owner, key, { value, enumerable, configurable: true, writable: true });
}
