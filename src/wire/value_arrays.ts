/**
 * Arrays that are all numbers have forms of their own. Which of them an array can have is found out
 * by trying; an attempt that fails leaves nothing behind.
 *
 * @module
 */

import type { Scratch } from "./value_scratch.ts";
import { Tag, TAG_BITS } from "./value_tags.ts";

/**
 * Whether an array has all its elements and nothing else. Keys that are indices come first, so the
 * last tells about all. Costs 10 ns an element, and nothing cheaper shows what else an array has.
 */
export function isDense(value: readonly unknown[]): boolean {
  const keys = Object.keys(value);
  const { length } = value;
  return keys.length === length && (length === 0 || keys[length - 1] === `${length - 1}`);
}

/** Whether a number is an int32, and not -0. */
export function isInt(value: number): boolean {
  return (value | 0) === value && !Object.is(value, -0);
}

/** Writes an array of int32s; false if it is none. */
export function writeInts(value: readonly unknown[], out: Scratch): boolean {
  const { length } = value;
  if (typeof value[0] !== "number" || !out.reserve(length + 1)) return false;
  const { words } = out;
  const start = out.length + 1;
  for (let i = 0; i < length; i++) {
    const element = value[i];
    if (typeof element !== "number" || !isInt(element)) return false;
    words[start + i] = element;
  }
  words[start - 1] = (length << TAG_BITS) | Tag.intArray;
  out.length = start + length;
  return true;
}

/** Writes an array of numbers; false if it is none. */
export function writeDoubles(value: readonly unknown[], out: Scratch): boolean {
  const { length } = value;
  if (typeof value[0] !== "number" || !out.reserve(length * 2 + 1)) return false;
  const start = out.length;
  out.head(Tag.doubleArray, length);
  for (let i = 0; i < length; i++) {
    const element = value[i];
    if (typeof element !== "number") {
      out.length = start;
      return false;
    }
    out.double(element);
  }
  return true;
}
