import { isRealError } from "../core/is_error.ts";
import { hasArrived } from "./error_registry.ts";
import { isDense, isInt, writeDoubles, writeInts } from "./value_arrays.ts";
import { Identities } from "./value_identity.ts";
import { isIndex, KeyNumbers } from "./value_keys.ts";
import { Scratch } from "./value_scratch.ts";
import * as slots from "./value_slots.ts";
import {
  ERROR_PART_BITS,
  ErrorPart,
  MAX_COUNT,
  MAX_DEPTH,
  SINGLES,
  Tag,
  TAG_BITS,
} from "./value_tags.ts";

type Fields = { readonly [key: string]: unknown };

const { getPrototypeOf, getOwnPropertyDescriptor } = Object;

/**
 * Writes values as words, for a {@linkcode ValueReader} at the other end of the connection.
 *
 * Guarantees:
 * - What the reader gives equals what structured clone would give; what could not is refused.
 * - Objects that occur more than once in a message are the same object there, too.
 * - Nothing throws, whatever a value is or its getters do.
 */
export class ValueWriter {
  readonly #out: Scratch;
  readonly #keys = new KeyNumbers();
  readonly #identities = new Identities();
  readonly #numberOfLoop: (value: object) => number;
  #depth = 0;
  /** Whether it is in an error, which other ways than this one carry without the loops in it. */
  #isInError = false;
  #isWriting = false;

  /**
   * @param limit The most words that a message may take.
   * @param numberOfLoop The number by which the reader knows a loop; -1 where it does not, or for other objects.
   */
  constructor(limit: number, numberOfLoop: (value: object) => number = () => -1) {
    this.#out = new Scratch(limit);
    this.#numberOfLoop = numberOfLoop;
  }

  /** The words of the message, and free ones behind them. Another array after each growth. */
  get words(): Int32Array<ArrayBuffer> {
    return this.#out.words;
  }

  /** How many words the message has. */
  get length(): number {
    return this.#out.length;
  }

  /** Whether all that was written since the reset fits the limit. */
  get fits(): boolean {
    return this.#out.fits;
  }

  /**
   * Whether {@linkcode ValueWriter.writeValue} is at work. Code of the user that it runs, a getter,
   * must not begin another message here.
   */
  get isWriting(): boolean {
    return this.#isWriting;
  }

  /** Begins a message, and lets go of the objects of the last one. */
  reset(): void {
    this.#isWriting = false;
    this.#out.reset();
    this.#keys.commit();
    this.#identities.clear();
  }

  /** Gives the message up: to be called instead of sending it. The other side never hears of it. */
  rollback(): void {
    this.#keys.rollback();
    this.reset();
  }

  /** Writes a word as it is. */
  writeWord(word: number): void {
    this.#out.word(word);
  }

  /** Writes a text, to be read as such. */
  writeText(text: string): void {
    this.#out.text(text);
  }

  /**
   * Writes a value.
   *
   * @param value Anything.
   * @returns False if the value, or its size, is not for this codec: roll back and send the message
   *   by structured clone.
   */
  writeValue(value: unknown): boolean {
    this.#depth = 0;
    this.#isInError = false;
    this.#isWriting = true;
    try {
      return this.#value(value) && this.#isWriting && this.#out.fits;
    } catch {
      return false;
    } finally {
      this.#isWriting = false;
    }
  }

  #value(value: unknown): boolean {
    if (typeof value === "string") return this.#out.text(value);
    if (typeof value === "number") return this.#number(value);
    if (typeof value === "object" && value !== null) return this.#object(value);
    if (typeof value === "bigint") return this.#bigInt(value);
    return this.#single(value);
  }

  #single(value: unknown): boolean {
    const single = SINGLES.indexOf(value);
    return single >= 0 && this.#out.head(Tag.single, single);
  }

  #number(value: number): boolean {
    const out = this.#out;
    if (!isInt(value)) return out.head(Tag.double, 0) && out.double(value);
    if (value << TAG_BITS >> TAG_BITS === value) return out.head(Tag.smallInt, value);
    return out.head(Tag.int, 0) && out.word(value);
  }

  #bigInt(value: bigint): boolean {
    const out = this.#out;
    if (BigInt.asIntN(64, value) === value) return out.head(Tag.int64, 0) && out.int64(value);
    const isNegative = value < 0n;
    const digits = (isNegative ? -value : value).toString(16);
    return out.head(Tag.bigInt, isNegative ? 1 : 0) && out.text(digits);
  }

  #object(value: object): boolean {
    const prototype: unknown = getPrototypeOf(value);
    const isPlain = prototype === Object.prototype;
    if (!isPlain && prototype !== Array.prototype) return this.#special(value, prototype);
    const known = this.#identities.note(value);
    if (known >= 0) return this.#out.head(Tag.known, known);
    if (++this.#depth > MAX_DEPTH) return false;
    const done = isPlain ? this.#plain(value as Fields) : this.#array(value);
    this.#depth--;
    return done;
  }

  #plain(value: Fields): boolean {
    if (Array.isArray(value)) return false;
    const keys = Object.keys(value);
    const count = keys.length;
    if ((count === 0 || isIndex(keys[0] as string)) && !slots.isOrdinary(value)) return false;
    if (!this.#out.head(Tag.object, count)) return false;
    for (let i = 0; i < count; i++) if (!this.#field(value, keys[i] as string)) return false;
    return true;
  }

  /** The getter of another field may have deleted it. */
  #field(owner: Fields, key: string): boolean {
    const value = owner[key];
    if (value === undefined && !Object.hasOwn(owner, key)) return false;
    return this.#key(key) && this.#value(value);
  }

  #key(key: string): boolean {
    const known = this.#keys.find(key);
    return known >= 0 ? this.#out.head(Tag.key, known) : this.#newKey(key);
  }

  #newKey(key: string): boolean {
    return (!this.#keys.add(key) || this.#out.head(Tag.newKey, 0)) && this.#out.text(key);
  }

  #array(value: object): boolean {
    if (!Array.isArray(value)) return false;
    const { length } = value;
    const out = this.#out;
    if (length > MAX_COUNT || !out.reserve(length) || !isDense(value)) return false;
    return writeInts(value, out) || writeDoubles(value, out) || this.#elements(value);
  }

  #elements(value: readonly unknown[]): boolean {
    const { length } = value;
    if (!this.#out.head(Tag.array, length)) return false;
    for (let i = 0; i < length; i++) if (!this.#value(value[i])) return false;
    return true;
  }

  #special(value: object, prototype: unknown): boolean {
    const kind = prototype === null ? -1 : slots.KINDS.get(prototype as object);
    if (kind === undefined) return this.#loop(value);
    const known = this.#identities.note(value);
    if (known >= 0) return this.#out.head(Tag.known, known);
    if (++this.#depth > MAX_DEPTH) return false;
    const done = this.#ofKind(value, kind);
    this.#depth--;
    return done;
  }

  #ofKind(value: object, kind: number): boolean {
    switch (kind) {
      case slots.Kind.date:
        return this.#out.head(Tag.date, 0) && this.#out.double(slots.timeOf(value));
      case slots.Kind.regExp:
        return this.#out.head(Tag.regExp, 0) && this.#out.text(slots.sourceOf(value)) &&
          this.#out.text(slots.flagsOf(value));
      case slots.Kind.map:
        return this.#map(value);
      case slots.Kind.set:
        return this.#set(value);
      case slots.Kind.buffer:
        return this.#buffer(value as ArrayBuffer);
      case slots.Kind.view:
        return this.#view(value);
      case slots.Kind.error:
        return this.#error(value as Error);
      default:
        return slots.isOrdinary(value) && this.#plain(value as Fields);
    }
  }

  #loop(value: object): boolean {
    if (this.#isInError) return false;
    const number = this.#numberOfLoop(value);
    return number >= 0 && this.#out.head(Tag.loop, number);
  }

  #map(value: object): boolean {
    const size = slots.mapSizeOf(value);
    if (!this.#out.head(Tag.map, size)) return false;
    let count = 0;
    for (const entry of slots.entriesOf(value)) {
      if (!this.#value(entry[0]) || !this.#value(entry[1])) return false;
      count++;
    }
    return count === size;
  }

  #set(value: object): boolean {
    const size = slots.setSizeOf(value);
    if (!this.#out.head(Tag.set, size)) return false;
    let count = 0;
    for (const entry of slots.valuesOf(value)) {
      if (!this.#value(entry)) return false;
      count++;
    }
    return count === size;
  }

  #buffer(value: ArrayBuffer): boolean {
    const length = slots.byteLengthOf(value);
    if (length > MAX_COUNT || !slots.isFixedBuffer(value)) return false;
    return this.#out.head(Tag.buffer, length) && this.#out.bytes(new Uint8Array(value));
  }

  #view(value: object): boolean {
    const { number, buffer, offset, length } = slots.viewPartsOf(value);
    if (getPrototypeOf(value) !== slots.VIEW_CLASSES[number]?.prototype) return false;
    if (getPrototypeOf(buffer) !== ArrayBuffer.prototype) return false;
    const out = this.#out;
    return out.head(Tag.view, number) && out.word(offset) && out.word(length) &&
      this.#value(buffer);
  }

  #error(value: Error): boolean {
    if (!isRealError(value) || !slots.isBareError(value) || hasArrived(value)) return false;
    const message = getOwnPropertyDescriptor(value, "message");
    const cause = getOwnPropertyDescriptor(value, "cause");
    const { name, stack } = value;
    if (typeof stack !== "string" || isAccessor(message) || isAccessor(cause)) return false;
    const number = Math.max(0, slots.ERROR_CLASSES.findIndex((known) => known.name === name));
    const parts = (message === undefined ? 0 : ErrorPart.message) |
      (cause === undefined ? 0 : ErrorPart.cause);
    return this.#out.head(Tag.error, (number << ERROR_PART_BITS) | parts) &&
      (message === undefined || this.#out.text(`${message.value}`)) && this.#out.text(stack) &&
      (cause === undefined || this.#cause(cause.value));
  }

  #cause(value: unknown): boolean {
    const wasInError = this.#isInError;
    this.#isInError = true;
    const done = this.#value(value);
    this.#isInError = wasInError;
    return done;
  }
}

function isAccessor(descriptor: PropertyDescriptor | undefined): boolean {
  return descriptor !== undefined && !("value" in descriptor);
}
