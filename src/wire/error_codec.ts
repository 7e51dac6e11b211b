/**
 * Errors on their way across a thread. Structured clone loses class, `name`, `code`, `errors`, fields and,
 * on Bun, `cause`, and refuses an error whose `cause` is a function; this codec keeps what it can
 * and never fails.
 *
 * An error and all that hangs on it (`cause`, `errors`, fields) becomes a list of records that
 * point to each other by index, so cycles and shared errors survive. The nearest to what was thrown come first; there
 * are {@linkcode MAX_RECORDS} at most, and an error stands for each that is left out, which says so.
 *
 * @module
 */

import { SerializationError, SideloopError } from "../core/errors.ts";
import { isError } from "../core/is_error.ts";
import { describe } from "../core/options.ts";
import { classNameOf, type ErrorHead, hide, plainValue, revive } from "./error_classes.ts";
import { registeredNames } from "./error_registry.ts";
import { PortableCopier, textFor, textForTrap } from "./error_values.ts";
import { replaceWithin } from "./replace_within.ts";
import { cutStack } from "./stack.ts";
import { reasonAgainst } from "./value_codec.ts";

/** Anything thrown, as it travels. */
export interface EncodedError {
  /** The errors; what others point to by index. */
  readonly records: readonly ErrorRecord[];
  /** The values that hang on them. */
  readonly values: readonly unknown[];
  /** Which objects in the values stand for which errors. */
  readonly places: readonly (readonly [place: object, error: Part])[];
  /** What was thrown. */
  readonly thrown: Part;
}

/**
 * Part of an error: another error, or a value, by index; a primitive; what could not cross, as a text; what was thrown
 * and cannot cross; an error too many.
 */
type Part =
  | { readonly error: number }
  | { readonly at: number }
  | { readonly primitive: unknown }
  | { readonly lost: string }
  | { readonly refused: string; readonly path: string; readonly why: string }
  | { readonly tooMany: string };

/** A property of an error. */
type Field = readonly [key: string, part: Part];

interface ErrorRecord extends ErrorHead {
  /** What shows when the fields are listed. */
  readonly fields: readonly Field[];
  /** What does not. */
  readonly hidden: readonly Field[];
  /** Its code, where that is no field. */
  readonly code?: string | number;
}

/** How many errors are brought over with one. */
const MAX_RECORDS = 1_000;
/** What every error has in its record. */
const HEAD: ReadonlySet<string> = new Set(["name", "message", "stack", "cause"]);
/** Properties that errors have and do not list. */
const HIDDEN: readonly string[] = ["cause", "errors", "error", "suppressed"];

/**
 * Makes anything thrown ready to be cloned. Never throws.
 *
 * @param thrown What a coroutine threw.
 */
export function encodeError(thrown: unknown): EncodedError {
  return new Encoder(true).encode(thrown);
}

/**
 * The same for an error that was not thrown, but is part of a value.
 *
 * @param error The error.
 */
export function encodeErrorValue(error: Error): EncodedError {
  return new Encoder(false).encode(error);
}

/**
 * Turns it back into what was thrown. Runs no code of the program.
 *
 * @param encoded What {@linkcode encodeError} gave.
 * @param origin Lines to put below the stack: who submitted the work.
 */
export function decodeError(encoded: EncodedError, origin = ""): unknown {
  const { records, thrown: part } = encoded;
  const thrown = new Decoder(encoded).part(part);
  if (thrown === undefined) return threwUndefined();
  if (origin !== "" && "error" in part) {
    const { stack, name, message } = records[part.error] as ErrorRecord;
    hide(thrown as Error, "stack", `${stack ?? `${name}: ${message ?? ""}`}\n${origin}`);
  }
  return thrown;
}

class Encoder {
  readonly #isThrown: boolean;
  readonly #errors: Error[] = [];
  readonly #indices = new Map<Error, number>();
  readonly #values: unknown[] = [];
  readonly #places: (readonly [object, Part])[] = [];
  readonly #copier = new PortableCopier();

  constructor(isThrown: boolean) {
    this.#isThrown = isThrown;
  }

  encode(thrown: unknown): EncodedError {
    const part = this.#thrown(thrown);
    const records = this.#records();
    return { records, values: this.#values, places: this.#places, thrown: part };
  }

  /** What is no error arrives as it was thrown, or not at all. */
  #thrown(value: unknown): Part {
    if (isError(value)) return this.#error(value);
    const part = this.#value(value);
    if (!this.#copier.isSpoiled) return part;
    return { refused: describe(value), ...reasonAgainst(value, "error") };
  }

  /** Those of all errors met; each may lead to more. */
  #records(): ErrorRecord[] {
    const records: ErrorRecord[] = [];
    for (let at = 0; at < this.#errors.length; at++) {
      records.push(this.#record(this.#errors[at] as Error));
    }
    return records;
  }

  #record(error: Error): ErrorRecord {
    const listed = safely(() => Object.keys(error), []).filter((key) => !HEAD.has(key));
    const hidden = HIDDEN.filter((key) => !listed.includes(key) && has(error, key));
    const code = listed.includes("code") ? undefined : codeOf(error);
    return {
      ...headOf(error),
      fields: listed.map((key) => [key, this.#field(error, key)]),
      hidden: hidden.map((key) => [key, this.#field(error, key)]),
      ...(code !== undefined && { code }),
    };
  }

  #part(value: unknown): Part {
    if (isError(value)) return this.#error(value);
    const isLost = typeof value === "function" || typeof value === "symbol";
    return isLost ? { lost: textFor(value) } : this.#value(value);
  }

  #value(value: unknown): Part {
    const copy = this.#copier.copy(value);
    if (typeof copy !== "object" || copy === null) return { primitive: copy };
    const { places } = this.#copier;
    for (const [place, error] of places.splice(0)) this.#places.push([place, this.#error(error)]);
    return { at: this.#values.push(copy) - 1 };
  }

  #error(error: Error): Part {
    const known = this.#indices.get(error);
    if (known !== undefined) return { error: known };
    const index = this.#errors.length;
    if (index >= MAX_RECORDS) return { tooMany: textFor(error) };
    this.#indices.set(error, index);
    this.#errors.push(error);
    return { error: index };
  }

  /** The time-out of a wait inside a coroutine is, to its caller, the coroutine's own. */
  #field(error: Error, key: string): Part {
    let value: unknown;
    try {
      value = error[key as keyof Error];
    } catch (trap) {
      return { lost: textForTrap(trap) };
    }
    const isOwnTimeout = this.#isThrown && key === "code" && value === "WAIT_TIMEOUT";
    return this.#part(isOwnTimeout ? "TIMEOUT" : value);
  }
}

/** All errors are made before any is filled: chains may be long, and cyclic. */
class Decoder {
  readonly #errors: readonly Error[];
  readonly #values: readonly unknown[];

  constructor({ records, values, places }: EncodedError) {
    this.#errors = records.map(revive);
    const errors = new Map(places.map(([place, error]) => [place, this.part(error)]));
    this.#values = errors.size === 0 ? values : replaceWithin(values, errors) as unknown[];
    records.forEach((record, index) => this.#fill(this.#errors[index] as Error, record));
  }

  part(part: Part): unknown {
    if ("error" in part) return this.#errors[part.error];
    if ("at" in part) return this.#values[part.at];
    if ("primitive" in part) return part.primitive;
    if ("lost" in part) return part.lost;
    if ("refused" in part) return refusedError(part);
    return tooManyError(part.tooMany);
  }

  #fill(error: Error, { fields, hidden, code }: ErrorRecord): void {
    for (const [key, part] of fields) {
      if (!wouldHideMethod(error, key, part)) list(error, key, this.part(part));
    }
    for (const [key, part] of hidden) hide(error, key, this.part(part));
    if (code !== undefined && plainValue(error, "code") !== code) hide(error, "code", code);
  }
}

function headOf(error: Error): ErrorHead {
  return {
    className: classNameOf(error),
    registered: registeredNames(error),
    name: safely(() => String(error.name), "Error"),
    message: messageOf(error),
    stack: safely(
      () => error.stack === undefined ? undefined : cutStack(String(error.stack)),
      undefined,
    ),
  };
}

/** Classes may have it in their prototype. */
function messageOf(error: Error): string | undefined {
  return safely(() => {
    const { message } = error;
    return message === "" && !Object.hasOwn(error, "message") ? undefined : String(message);
  }, "");
}

/** A cause may be inherited; the other hidden properties are the error's own. */
function has(error: Error, key: string): boolean {
  return safely(() => key === "cause" ? key in error : Object.hasOwn(error, key), false);
}

/** A class may hide it, or have a getter for it. That of a `DOMException` comes from its name. */
function codeOf(error: Error): string | number | undefined {
  return safely(() => {
    const { code } = error as { readonly code?: unknown };
    const isCode = typeof code === "string" || typeof code === "number";
    return isCode && !(error instanceof DOMException) ? code : undefined;
  }, undefined);
}

/** A text in the place of a method, such as `toString`, breaks whoever calls it. */
function wouldHideMethod(error: Error, key: string, part: Part): boolean {
  return "lost" in part && typeof plainValue(error, key) === "function";
}

function threwUndefined(): SideloopError {
  return Object.assign(new SideloopError("Coroutine threw undefined"), { thrown: undefined });
}

function refusedError({ refused, path, why }: Extract<Part, { refused: string }>): Error {
  return new SerializationError(
    `Cannot bring over what the coroutine threw, ${refused}: ${path}: ${why}; or throw an Error, which arrives without what cannot`,
    { path },
  );
}

/** It stands for an error, and has no place. */
function tooManyError(text: string): Error {
  const error = new SerializationError(
    `Cannot bring over ${text}: an error arrives with ${
      MAX_RECORDS - 1
    } others at most, the nearest in its causes, errors and fields`,
    { path: "error" },
  );
  hide(error, "stack", String(error));
  return error;
}

function list(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function safely<T, O>(read: () => T, otherwise: O): T | O {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
