/**
 * How a value looks in words. A value begins with a word whose low five bits are its tag and whose
 * upper 27 bits are the payload. A change here is a change of the protocol.
 *
 * @module
 */

/** What follows the first word, by tag. */
export const Tag = {
  /** Payload: which of {@linkcode SINGLES}. */
  single: 0,
  /** Payload: the number. */
  smallInt: 1,
  /** One word. */
  int: 2,
  /** Two words. */
  double: 3,
  /** Payload: count of characters; then one byte each. */
  byteText: 4,
  /** Payload: count of UTF-16 units; then two bytes each. */
  unitText: 5,
  /** Payload: count of bytes; then UTF-8. */
  utf8Text: 6,
  /** Two words. */
  int64: 7,
  /** Payload: 1 if negative; then the hexadecimal digits as text. */
  bigInt: 8,
  /** Payload: which object of this message, by the order in which they began. */
  known: 9,
  /** Payload: count of entries; then key and value of each. */
  object: 10,
  /** Payload: count; then the values. */
  array: 11,
  /** Payload: count; then one word each. */
  intArray: 12,
  /** Payload: count; then two words each. */
  doubleArray: 13,
  /** Payload: count; then key and value of each. */
  map: 14,
  /** Payload: count; then the values. */
  set: 15,
  /** Two words: the time as a double. */
  date: 16,
  /** Source and flags as texts. */
  regExp: 17,
  /** Payload: count of bytes; then they. */
  buffer: 18,
  /** Payload: which class; a word each for byte offset and length; then the buffer. */
  view: 19,
  /** Payload: class and {@linkcode ErrorPart}s; then the parts. */
  error: 20,
  /** As a key only. Payload: its number in the dictionary. */
  key: 21,
  /** Payload: the number by which the reader knows the loop. */
  loop: 23,
  /** As a key only. The key as text; it gets the next number in the dictionary. */
  newKey: 22,
} as const;

/** How many bits the tag takes. */
export const TAG_BITS = 5;

/** Takes the tag out of a word. */
export const TAG_MASK = (1 << TAG_BITS) - 1;

/** The values of {@linkcode Tag} `single`, by payload. */
export const SINGLES: readonly unknown[] = [undefined, null, false, true];

/** Bits of the payload of {@linkcode Tag} `error`, whose stack is always there; the class stands above. */
export const ErrorPart = {
  message: 1,
  cause: 2,
} as const;

/** How many bits the error parts take. */
export const ERROR_PART_BITS = 2;

/** The most that a payload can count. */
export const MAX_COUNT = (1 << (31 - TAG_BITS)) - 1;

/** How many keys the dictionary of a connection holds. */
export const MAX_KEYS = 1024;

/** How long the keys in it may be. */
export const MAX_KEY_LENGTH = 64;

/** How deep values may be nested. */
export const MAX_DEPTH = 100;
