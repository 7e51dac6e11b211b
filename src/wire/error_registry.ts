/**
 * The error classes of the program that arrive as themselves. Every thread has its own, filled as modules are
 * imported there; all copies of the library in a thread share it.
 *
 * @module
 */

import { InvalidStateError } from "../core/errors.ts";
import { describe } from "../core/options.ts";

const KEY: unique symbol = Symbol.for("sideloop.errorClasses");

/** How far up a prototype chain is followed: that of a proxy may have no end. */
const MAX_CHAIN = 100;

/**
 * A class of errors, whatever it is constructed with.
 *
 * @category Errors
 */
export type ErrorClass = abstract new (...args: never[]) => Error;

interface Registry {
  readonly byName: Map<string, ErrorClass>;
  /** The names of errors that have arrived: this thread may not have their classes, and pass them on. */
  readonly arrived: WeakMap<object, readonly string[]>;
  /** The name of each, by its prototype. */
  readonly names: WeakMap<object, string>;
}

/**
 * Has errors of a class arrive as instances of it. Without, they arrive as the built-in class that theirs extends,
 * with their `name` and fields.
 *
 * Both threads must have registered the class, so the place for the call is the module that defines it, at its top
 * level, if both import it: as the module of a coroutine, or from there. A loop has imported the module of a coroutine
 * before it looks at errors in the arguments. Where the receiving thread does not know the
 * class, the nearest registered or built-in class that it extends takes its place. That holds for errors that are
 * thrown, and for those in arguments, results and items of streams.
 *
 * The constructor is not run: what arrives is an error with the prototype of the class and the own fields of the
 * original. `#private` fields are lost, and a method or getter that reads one throws; keep in public fields what must
 * cross. What a field holds is cloned, or replaced by a text where it cannot be.
 *
 * Classes are known by name. Two classes of one name are an error, since one would arrive as the other: `instanceof`
 * would fail without a word. It also happens where a module is loaded twice, by two URLs, or again by hot reloading.
 * Then give a name that has the module in it: ``registerError(HttpError, `${import.meta.url}#HttpError`)``. In minified
 * bundles, which rename classes, give a name, too.
 *
 * @param errorClass A class that extends `Error`.
 * @param name What the threads know it by (default: the name of the class).
 * @returns The class.
 * @throws {TypeError} If it does not extend `Error`, or has no name.
 * @throws {InvalidStateError} If another class is registered under that name.
 * @category Errors
 *
 * @example
 * ```ts ignore
 * import { coroutine, isMainThread, registerError, withWorker } from "sideloop";
 * import { assert, assertEquals } from "@std/assert";
 *
 * class HttpError extends Error {
 *   override name = "HttpError";
 *   readonly status: number;
 *   constructor(status: number) {
 *     super(`The server answered ${status}`);
 *     this.status = status;
 *   }
 *   get isTemporary(): boolean {
 *     return this.status >= 500;
 *   }
 * }
 * registerError(HttpError);
 *
 * const load = coroutine(import.meta, function load(): string {
 *   throw new HttpError(503);
 * });
 *
 * if (isMainThread) {
 *   const error = await withWorker((worker) => worker.submit(load())).catch((error) => error);
 *   assert(error instanceof HttpError && error.isTemporary);
 *   assertEquals(error.status, 503);
 * }
 * ```
 */
export function registerError<C extends ErrorClass>(
  errorClass: C,
  name: string = nameOf(errorClass),
): C {
  const prototype = prototypeOf(errorClass);
  if (typeof name !== "string" || name === "") {
    throw new TypeError(
      `Cannot register ${describe(errorClass)} by the name ${
        describe(name)
      }: name the class, or give a name as second argument`,
    );
  }
  const { byName, names } = registry();
  const known = byName.get(name);
  if (known !== undefined && known !== errorClass) throw takenError(name);
  byName.set(name, errorClass);
  if (!names.has(prototype)) names.set(prototype, name);
  return errorClass;
}

/**
 * The names of the registered classes that an error is an instance of, the nearest first. Never throws.
 *
 * @param error An error.
 */
export function registeredNames(error: object): readonly string[] {
  const { byName, names, arrived } = registry();
  const known = arrived.get(error);
  if (known !== undefined || byName.size === 0) return known ?? [];
  return prototypesOf(error)
    .map((prototype) => names.get(prototype))
    .filter((name) => name !== undefined);
}

/**
 * Notes the names under which an error has arrived.
 *
 * @param error The error.
 * @param names From {@linkcode registeredNames}, on another thread.
 */
export function rememberNames(error: object, names: readonly string[]): void {
  registry().arrived.set(error, names);
}

/**
 * The prototype of the first class that this thread knows.
 *
 * @param names From {@linkcode registeredNames}.
 */
export function registeredPrototype(names: readonly string[]): object | undefined {
  const { byName } = registry();
  const known = names.find((name) => byName.has(name));
  return known === undefined ? undefined : byName.get(known)?.prototype;
}

/**
 * The prototypes of an object, the nearest first, as far as it shows them. Never throws.
 *
 * @param value The object.
 */
export function prototypesOf(value: object): readonly object[] {
  const found: object[] = [];
  try {
    let at = Object.getPrototypeOf(value) as object | null;
    for (; at !== null && found.length < MAX_CHAIN; at = Object.getPrototypeOf(at)) found.push(at);
  } catch {
    // A proxy that does not tell.
  }
  return found;
}

/**
 * Whether an error has names that only {@linkcode registeredNames} tells.
 *
 * @param error The error.
 */
export function hasArrived(error: object): boolean {
  return registry().arrived.has(error);
}

function nameOf(errorClass: unknown): string {
  return typeof errorClass === "function" ? errorClass.name : "";
}

function prototypeOf(errorClass: unknown): object {
  const prototype: unknown = typeof errorClass === "function" ? errorClass.prototype : undefined;
  if (prototype instanceof Error) return prototype;
  throw new TypeError(
    `Cannot register ${describe(errorClass)} as an error class: it does not extend Error`,
  );
}

function takenError(name: string): InvalidStateError {
  return new InvalidStateError(
    `Cannot register error class ${name}: another class of that name is registered, or the same module is loaded twice; give a name of its own as second argument: registerError(${name}, \`\${import.meta.url}#${name}\`)`,
  );
}

function registry(): Registry {
  const scope = globalThis as { [KEY]?: Registry };
  return scope[KEY] ??= { byName: new Map(), names: new WeakMap(), arrived: new WeakMap() };
}
