/**
 * What a value is made of, as structured clone sees it.
 *
 * @module
 */

import { describe } from "../core/options.ts";
import { fail, type Place, stepOf } from "./value_place.ts";
import { entriesOf, valuesOf } from "./value_slots.ts";

/**
 * Whether a value is a primitive that always crosses: any but a symbol.
 *
 * @param value Anything.
 */
export function isPrimitive(value: unknown): boolean {
  return value === null ||
    (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol");
}

/**
 * The parts of a value that are cloned with it, but primitives.
 *
 * @param place The value, and where it sits.
 * @throws {SerializationError} If a getter throws.
 */
export function partsOf(place: Place): readonly Place[] {
  const { value } = place;
  if (typeof value !== "object" || value === null || isOpaque(value)) return [];
  const parts = value instanceof Map
    ? entriesIn(place)
    : value instanceof Set
    ? valuesIn(place)
    : undefined;
  return parts ?? fieldsIn(place, value);
}

/** Nothing where it only pretends to be a map. */
function entriesIn(parent: Place): Place[] | undefined {
  const entries = tryOr(() => entriesOf(parent.value), undefined);
  if (entries === undefined) return undefined;
  const places: Place[] = [];
  for (const [key, value] of entries) {
    if (!isPrimitive(key)) places.push({ value: key, parent, step: `.keys(${describe(key)})` });
    if (!isPrimitive(value)) places.push({ value, parent, step: `.get(${describe(key)})` });
  }
  return places;
}

function valuesIn(parent: Place): Place[] | undefined {
  const values = tryOr(() => valuesOf(parent.value), undefined);
  if (values === undefined) return undefined;
  const places: Place[] = [];
  let index = 0;
  for (const value of values) {
    if (!isPrimitive(value)) places.push({ value, parent, step: `.values[${index}]` });
    index += 1;
  }
  return places;
}

function fieldsIn(parent: Place, owner: object): Place[] {
  const places: Place[] = [];
  for (const key of Object.keys(owner)) {
    const value = read(parent, key);
    if (!isPrimitive(value)) places.push({ value, parent, step: stepOf(owner, key) });
  }
  return places;
}

/** Objects whose own properties are not what is cloned. */
function isOpaque(value: object): boolean {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer ||
    isShared(value) ||
    value instanceof Date || value instanceof RegExp || value instanceof Error;
}

/** Not every page has the class. */
function isShared(value: object): boolean {
  return typeof SharedArrayBuffer === "function" && value instanceof SharedArrayBuffer;
}

function read(place: Place, key: string): unknown {
  try {
    return (place.value as Record<string, unknown>)[key];
  } catch (error) {
    const at = { value: undefined, parent: place, step: stepOf(place.value, key) };
    fail(at, "its getter threw; read it yourself, and send what it gives", { error });
  }
}

function tryOr<T, O>(read: () => T, otherwise: O): T | O {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
