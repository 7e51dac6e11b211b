/**
 * How the module that a thread begins with finds what serves a loop in another copy of the library.
 *
 * @module
 */

import { type Boot, COPY } from "../wire/messages.ts";

const KEY: unique symbol = Symbol.for("sideloop.serving");

/** Serves a loop on this thread until it is stopped. */
type Serve = (boot: Boot) => void;

/**
 * Offers what serves a loop in this copy of the library.
 *
 * @param serve Does it.
 */
export function offerServing(serve: Serve): void {
  copies().set(COPY, serve);
}

/**
 * What serves a loop in a copy of the library; `undefined` where it is not loaded.
 *
 * @param copy Which one.
 */
export function servingOf(copy: string): Serve | undefined {
  return copies().get(copy);
}

function copies(): Map<string, Serve> {
  const scope = globalThis as { [KEY]?: Map<string, Serve> };
  return scope[KEY] ??= new Map();
}
