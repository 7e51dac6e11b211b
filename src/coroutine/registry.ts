/**
 * The bodies of coroutines by module and name. Every thread has its own, filled as modules are
 * imported there; all copies of the library in a thread share it.
 *
 * @module
 */

import { InvalidStateError } from "../core/errors.ts";

const KEY: unique symbol = Symbol.for("sideloop.coroutines");

/** What a coroutine does. */
export type Body = (...args: readonly unknown[]) => unknown;

/**
 * Registers a body.
 *
 * @param module The URL of the module.
 * @param name Unique in the module.
 * @param body What the coroutine does.
 * @throws {InvalidStateError} If the name is taken.
 */
export function register(module: string, name: string, body: Body): void {
  const names = bodies().get(module) ?? new Map<string, Body>();
  if (names.has(name)) {
    throw new InvalidStateError(
      `Cannot register coroutine ${name}: ${module} has one of that name already`,
    );
  }
  bodies().set(module, names.set(name, body));
}

/**
 * The body registered under a name, if any.
 *
 * @param module The URL of the module.
 * @param name The name.
 */
export function registered(module: string, name: string): Body | undefined {
  return bodies().get(module)?.get(name);
}

function bodies(): Map<string, Map<string, Body>> {
  const scope = globalThis as { [KEY]?: Map<string, Map<string, Body>> };
  return scope[KEY] ??= new Map();
}
