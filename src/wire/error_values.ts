/**
 * What hangs on an error, made ready to be cloned whatever it is: errors in it are taken out, and what cannot cross
 * becomes a text that says what was there.
 *
 * @module
 */

import { describe } from "../core/options.ts";
import { isError } from "../core/is_error.ts";
import { cloneOf } from "./value_codec.ts";
import { isDetached } from "./value_refusals.ts";
import { entriesOf, valuesOf } from "./value_slots.ts";

/** How deep objects in objects are followed. */
const MAX_DEPTH = 200;

/**
 * What stands for a value, or an error, that is left out. Never throws.
 *
 * @param value Anything.
 */
export function textFor(value: unknown): string {
  if (!isError(value)) return describe(value);
  try {
    return String(value);
  } catch {
    return "an error";
  }
}

/** Copies values, such that the copies can be cloned. What values share, their copies share. */
export class PortableCopier {
  /** Which objects in the copies stand for which errors. */
  readonly places: (readonly [place: object, error: Error])[] = [];
  /** Whether texts stand for what could not cross. */
  isSpoiled = false;
  readonly #copies = new Map<unknown, unknown>();

  /**
   * Copies a value. Never throws.
   *
   * @param value Anything but an error.
   */
  copy(value: unknown): unknown {
    return this.#copy(value, 0);
  }

  #copy(value: unknown, depth: number): unknown {
    if (typeof value === "function" || typeof value === "symbol") return this.#spoil(value);
    if (typeof value !== "object" || value === null) return value;
    if (this.#copies.has(value)) return this.#copies.get(value);
    if (isError(value)) return this.#errorPlace(value);
    if (depth >= MAX_DEPTH) return this.#spoil(value);
    try {
      return this.#object(value, depth + 1);
    } catch {
      return this.#spoil(value);
    }
  }

  #object(value: object, depth: number): unknown {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (Array.isArray(value)) return this.#fields(value, new Array(value.length), depth);
    if (prototype === null || prototype === Object.prototype) return this.#fields(value, {}, depth);
    if (prototype === Map.prototype) return this.#map(value, depth);
    if (prototype === Set.prototype) return this.#set(value, depth);
    return this.#note(value, isPlainBuffer(value) ? value : cloneOf(value));
  }

  #fields(value: object, copy: object, depth: number): object {
    this.#note(value, copy);
    for (const key of Object.keys(value)) {
      Object.defineProperty(copy, key, {
        value: this.#field(value, key, depth),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return copy;
  }

  #field(owner: object, key: string, depth: number): unknown {
    let value: unknown;
    try {
      value = owner[key as keyof object];
    } catch (error) {
      this.isSpoiled = true;
      return textForTrap(error);
    }
    return this.#copy(value, depth);
  }

  #map(value: object, depth: number): unknown {
    const copy = this.#note(value, new Map<unknown, unknown>());
    for (const [key, entry] of entriesOf(value)) {
      copy.set(this.#copy(key, depth), this.#copy(entry, depth));
    }
    return copy;
  }

  #set(value: object, depth: number): unknown {
    const copy = this.#note(value, new Set<unknown>());
    for (const entry of valuesOf(value)) copy.add(this.#copy(entry, depth));
    return copy;
  }

  #errorPlace(error: Error): object {
    const place = this.#note(error, {});
    this.places.push([place, error]);
    return place;
  }

  #note<T>(value: unknown, copy: T): T {
    this.#copies.set(value, copy);
    return copy;
  }

  #spoil(value: unknown): string {
    this.isSpoiled = true;
    return this.#note(value, textFor(value));
  }
}

/**
 * What stands for a value that could not be read.
 *
 * @param error What its getter threw.
 */
export function textForTrap(error: unknown): string {
  return `a getter that threw ${textFor(error)}`;
}

/** It is sent as it is: views share it. */
function isPlainBuffer(value: object): boolean {
  const buffer = ArrayBuffer.isView(value) ? value.buffer : value;
  return buffer instanceof ArrayBuffer && !isDetached(buffer);
}
