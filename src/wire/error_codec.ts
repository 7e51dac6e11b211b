/**
 * Errors on their way across a thread. Structured clone loses class, `name`, `code`, `errors` and,
 * on Bun, `cause`, and refuses an error whose `cause` is a function; this codec keeps what it can
 * and never fails.
 *
 * An error and all that hangs on it (`cause`, `errors`, fields) becomes a list of records that
 * point to each other by index, so cycles and shared errors survive.
 *
 * @module
 */

import {
  ERROR_CLASSES,
  isSideloopError,
  SerializationError,
  SideloopError,
} from "../core/errors.ts";
import { describe } from "../core/options.ts";
import { cutStack } from "./stack.ts";
import { isSendable } from "./value_codec.ts";

/** Anything thrown, as it travels. */
export interface EncodedError {
  /** The errors; what others point to by index. */
  readonly records: readonly ErrorRecord[];
  /** What was thrown. */
  readonly thrown: Part;
}

/** Part of an error: another error, by index, or a value as it is. */
type Part = { readonly error: number } | { readonly value: unknown } | { readonly lost: string };

interface ErrorRecord {
  readonly className: string;
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  cause?: Part;
  errors?: readonly Part[];
  fields: readonly (readonly [string, Part])[];
}

/** How far a chain of causes is followed. */
const MAX_RECORDS = 100;
const SPECIAL: ReadonlySet<string> = new Set(["name", "message", "stack", "cause", "errors"]);
const BUILT_IN: ReadonlyMap<string, { readonly prototype: Error }> = new Map(
  [
    Error,
    TypeError,
    RangeError,
    SyntaxError,
    ReferenceError,
    EvalError,
    URIError,
    AggregateError,
    DOMException,
  ]
    .map((errorClass) => [errorClass.name, errorClass as { readonly prototype: Error }]),
);

/**
 * Makes anything thrown ready to be cloned. Never throws.
 *
 * @param thrown What a coroutine threw.
 */
export function encodeError(thrown: unknown): EncodedError {
  const encoder = new Encoder();
  return { thrown: encoder.part(thrown), records: encoder.records };
}

/**
 * Turns it back into what was thrown.
 *
 * @param encoded What {@linkcode encodeError} gave.
 * @param origin Lines to put below the stack: who submitted the work.
 */
export function decodeError(encoded: EncodedError, origin = ""): unknown {
  const decoder = new Decoder(encoded.records);
  const thrown = decoder.part(encoded.thrown);
  if (thrown === undefined) return threwUndefined();
  if ("lost" in encoded.thrown) return lostThrown(encoded.thrown.lost);
  if (origin !== "" && thrown instanceof Error) {
    hide(thrown, "stack", `${thrown.stack ?? thrown}\n${origin}`);
  }
  return thrown;
}

class Encoder {
  readonly records: ErrorRecord[] = [];
  readonly #indices = new Map<unknown, number>();

  part(value: unknown): Part {
    if (value instanceof Error || value instanceof DOMException) return this.#error(value);
    return isSendable(value) ? { value } : { lost: safely(() => describe(value), "an object") };
  }

  #error(error: Error): Part {
    const known = this.#indices.get(error);
    if (known !== undefined) return { error: known };
    const index = this.records.length;
    if (index >= MAX_RECORDS) return { lost: safely(() => String(error), "an error") };
    this.#indices.set(error, index);
    const record: ErrorRecord = { ...headOf(error), fields: [] };
    this.records.push(record);
    this.#fill(record, error);
    return { error: index };
  }

  #fill(record: ErrorRecord, error: Error): void {
    const cause = safely(() => "cause" in error ? this.part(error.cause) : undefined, undefined);
    if (cause !== undefined) record.cause = cause;
    const errors = safely(
      () => error instanceof AggregateError ? error.errors.map((e) => this.part(e)) : undefined,
      undefined,
    );
    if (errors !== undefined) record.errors = errors;
    record.fields = fieldNames(error).map((key) => [key, this.#field(error, key)] as const);
  }

  /** The time-out of a wait inside a coroutine is, to its caller, the coroutine's own. */
  #field(error: Error, key: string): Part {
    const value = safely(() => error[key as keyof Error] as unknown, undefined);
    return this.part(key === "code" && value === "WAIT_TIMEOUT" ? "TIMEOUT" : value);
  }
}

class Decoder {
  readonly #records: readonly ErrorRecord[];
  readonly #errors = new Map<number, Error>();

  constructor(records: readonly ErrorRecord[]) {
    this.#records = records;
  }

  part(part: Part): unknown {
    if ("error" in part) return this.#error(part.error);
    return "lost" in part ? part.lost : part.value;
  }

  #error(index: number): Error | undefined {
    const known = this.#errors.get(index);
    const record = this.#records[index];
    if (known !== undefined || record === undefined) return known;
    const error = revive(record);
    this.#errors.set(index, error);
    if (record.cause !== undefined) hide(error, "cause", this.part(record.cause));
    if (record.errors !== undefined) {
      hide(
        error,
        "errors",
        record.errors.map((part) => this.part(part)),
      );
    }
    for (const [key, part] of record.fields) set(error, key, this.part(part));
    return error;
  }
}

/** An error object of the right class with its name, message and stack. */
function revive(record: ErrorRecord): Error {
  if (record.className === "DOMException") {
    const exception = new DOMException(record.message, record.name);
    hide(exception, "stack", record.stack);
    return exception;
  }
  const error = new Error(record.message);
  const errorClass = ERROR_CLASSES.get(record.className) ?? BUILT_IN.get(record.className) ?? Error;
  Object.setPrototypeOf(error, errorClass.prototype);
  if (error.name !== record.name) hide(error, "name", record.name);
  hide(error, "stack", record.stack);
  return error;
}

function headOf(error: Error): Omit<ErrorRecord, "fields"> {
  return {
    className: classOf(error),
    name: safely(() => String(error.name), "Error"),
    message: safely(() => String(error.message), ""),
    stack: safely(
      () => error.stack === undefined ? undefined : cutStack(String(error.stack)),
      undefined,
    ),
  };
}

/** The nearest class that the other side has, too. */
function classOf(error: Error): string {
  if (error instanceof DOMException) return "DOMException";
  let prototype: unknown = Object.getPrototypeOf(error);
  while (prototype instanceof Object) {
    const name = safely(() => (prototype as object).constructor.name, "");
    if (BUILT_IN.has(name) || (ERROR_CLASSES.has(name) && isSideloopError(error))) return name;
    prototype = Object.getPrototypeOf(prototype);
  }
  return "Error";
}

function fieldNames(error: Error): string[] {
  return safely(() => Object.keys(error), []).filter((key) => !SPECIAL.has(key));
}

function threwUndefined(): SideloopError {
  return Object.assign(new SideloopError("Coroutine threw undefined"), { thrown: undefined });
}

function lostThrown(what: string): SerializationError {
  return new SerializationError(`Cannot bring over what the coroutine threw: ${what}`, {
    path: "error",
  });
}

function set(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function hide(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, {
    value,
    enumerable: false,
    configurable: true,
    writable: true,
  });
}

function safely<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
