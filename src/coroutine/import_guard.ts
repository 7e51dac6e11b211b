/**
 * Keeps the main part of a program out of its loops. A loop imports the module of a coroutine again, main
 * part and all; where that starts a loop, which imports the module again, threads would beget threads for
 * ever. So in a loop's thread only coroutines may start loops. At a module's top level the error ends the
 * import there, and what the module has registered until then counts; in an asynchronous main function it
 * is a rejection that nobody needs to see. Python's `multiprocessing` has the same trouble and the same cure.
 *
 * @module
 */

import { InvalidStateError, isSideloopError } from "../core/errors.ts";

/** Marks the error, across copies of the library. */
const MARK: unique symbol = Symbol.for("sideloop.importGuard");

/**
 * The error that ends the import.
 *
 * @param loop The name of the loop that imports.
 */
export function importGuardError(loop: string): InvalidStateError {
  const error = new InvalidStateError(
    `Cannot start an event loop in the thread of ${loop} outside of a coroutine: put the main part of the program behind if (isMainThread)`,
  );
  return Object.defineProperty(error, MARK, { value: true });
}

/**
 * Whether an error came from {@linkcode importGuardError}.
 *
 * @param error Anything.
 */
export function isImportGuardError(error: unknown): boolean {
  return isSideloopError(error) && MARK in error;
}
