/**
 * Which class an error is of, and errors made anew. An error travels with the name of the nearest class that every
 * thread has, and the names under which the program has registered nearer ones.
 *
 * @module
 */

import { ERROR_CLASSES, isSideloopError } from "../core/errors.ts";
import { prototypesOf, registeredPrototype, rememberNames } from "./error_registry.ts";

interface Class {
  readonly name: string;
  readonly prototype: Error;
}

/** Which class an error is of, and what it says at once. */
export interface ErrorHead {
  /** The nearest class that every thread has. */
  readonly className: string;
  /** The nearer ones that the program has registered. */
  readonly registered: readonly string[];
  /** Its name. */
  readonly name: string;
  /** Its message; `undefined` where it has none of its own. */
  readonly message: string | undefined;
  /** Its stack, as far as it says something of the coroutine. */
  readonly stack: string | undefined;
}

const BUILT_IN: ReadonlyMap<string, Class> = new Map(
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
    ...newerClasses(),
  ]
    .map((errorClass) => [errorClass.name, errorClass as Class]),
);
const NAMES: ReadonlyMap<object, string> = new Map(
  [...BUILT_IN, ...ERROR_CLASSES].map(([name, { prototype }]) => [prototype, name]),
);

/**
 * The nearest class of an error that every thread has. Never throws.
 *
 * @param error An error.
 */
export function classNameOf(error: object): string {
  const prototypes = prototypesOf(error);
  for (const prototype of prototypes) {
    const name = NAMES.get(prototype) ?? copysName(prototype);
    if (name !== undefined) return name;
  }
  return prototypes.map(foreignName).find((name) => BUILT_IN.has(name)) ?? "Error";
}

/**
 * Makes an error of the right class with its name, message and stack. Runs no code of the program.
 *
 * @param head What it is made of.
 */
export function revive({ className, registered, name, message, stack }: ErrorHead): Error {
  const isException = className === "DOMException";
  const error = isException ? new DOMException(message, name) : new Error(message);
  // First of all: an engine that writes the stack down now would ask for the name.
  hide(error, "stack", stack);
  const errorClass = ERROR_CLASSES.get(className) ?? BUILT_IN.get(className);
  const prototype = registeredPrototype(registered) ?? errorClass?.prototype;
  if (prototype !== undefined) Object.setPrototypeOf(error, prototype);
  if (registered.length > 0) rememberNames(error, registered);
  if (!isException && plainValue(error, "name") !== name) hide(error, "name", name);
  return error;
}

/**
 * What a property holds, own or inherited; `undefined` for one with a getter, which is not run.
 *
 * @param owner An object that is no proxy.
 * @param key The property.
 */
export function plainValue(owner: object, key: string): unknown {
  for (const at of [owner, ...prototypesOf(owner)]) {
    const found = Object.getOwnPropertyDescriptor(at, key);
    if (found !== undefined) return found.value;
  }
  return undefined;
}

/** Sets a property that does not show when the error's fields are listed. */
export function hide(error: object, key: string, value: unknown): void {
  Object.defineProperty(error, key, {
    value,
    enumerable: false,
    configurable: true,
    writable: true,
  });
}

/** The name of a class of this library, if it is another copy's. */
function copysName(prototype: object): string | undefined {
  if (!isSideloopError(prototype)) return undefined;
  const name = ownText(prototype, "name");
  return ERROR_CLASSES.has(name) ? name : undefined;
}

/** The name of a class of another realm. */
function foreignName(prototype: object): string {
  return ownText(prototype, "name");
}

function ownText(owner: object, key: string): string {
  try {
    const value: unknown = Object.getOwnPropertyDescriptor(owner, key)?.value;
    return typeof value === "string" ? value : "";
  } catch {
    return "";
  }
}

/** Not every runtime has it. */
function newerClasses(): Class[] {
  const { SuppressedError } = globalThis as { SuppressedError?: Class };
  return SuppressedError === undefined ? [] : [SuppressedError];
}
