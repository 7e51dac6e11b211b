/**
 * Instances of classes of the program, which arrive as plain objects: in debug mode that is told, once per class.
 *
 * @module
 */

import { SerializationError } from "../core/errors.ts";
import { isError } from "../core/is_error.ts";
import { withArticle } from "../core/options.ts";
import { passable } from "./loop_passing.ts";
import { isPrimitive, partsOf } from "./value_parts.ts";
import { pathOf, type Place } from "./value_place.ts";

/** Told of an instance: an error that has its path, and a sentence. */
export type ReportInstance = (error: SerializationError, message: string, task: string) => void;

/** Looks for instances in what is sent. */
export class InstanceWatch {
  readonly #report: ReportInstance;
  readonly #told = new WeakSet<object>();

  /** @param report Told of the first instance of each class. */
  constructor(report: ReportInstance) {
    this.#report = report;
  }

  /**
   * Looks for instances in a value that has been sent. Never throws.
   *
   * @param value The value.
   * @param root What the path begins with: `args`, `result`.
   * @param task Whose value it is.
   */
  look(value: unknown, root: string, task: string): void {
    try {
      this.#walk({ value, parent: undefined, step: root }, task);
    } catch {
      // A getter that has not thrown before.
    }
  }

  #walk(outermost: Place, task: string): void {
    const seen = new Set<unknown>();
    const places = [outermost];
    for (let place = places.pop(); place !== undefined; place = places.pop()) {
      const { value } = place;
      if (isPrimitive(value) || seen.has(value) || isError(value)) continue;
      seen.add(value);
      if (passable(value as object) !== undefined) continue;
      this.#take(place, task);
      for (const part of partsOf(place)) places.push(part);
    }
  }

  #take(place: Place, task: string): void {
    const prototype = Object.getPrototypeOf(place.value) as object | null;
    const name = prototype === null ? undefined : classNameOf(prototype);
    if (name === undefined || this.#told.has(prototype as object)) return;
    this.#told.add(prototype as object);
    const path = pathOf(place);
    const error = new SerializationError(
      `${path}, ${
        withArticle(name)
      }, arrives without its class: methods, getters and private fields are lost; send plain data, and make the instance there`,
      { path },
    );
    this.#report(error, "An instance loses its class", task);
  }
}

/** The name of a class of the program; the platform's are cloned as what they are, or refused. */
function classNameOf(prototype: object): string | undefined {
  const made: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  if (typeof made !== "function" || isOfPlatform(made)) return undefined;
  return made.name === "" ? "anonymous class" : made.name;
}

function isOfPlatform(made: { readonly name: string }): boolean {
  return (globalThis as Record<string, unknown>)[made.name] === made ||
    Function.prototype.toString.call(made).includes("[native code]");
}
