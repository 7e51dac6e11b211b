import { requireFunction } from "../core/options.ts";
import type { AnyFn } from "./types.ts";

const KEY: unique symbol = Symbol.for("sideloop.synckit");

/** Shared by all copies of the library in this thread. */
const scope = globalThis as { [KEY]?: AnyFn };

/**
 * Says what a worker file does. It is called when the file is loaded, in the thread that {@linkcode createSyncFn} has
 * started; elsewhere it changes nothing. Where it is called more often, by modules that the file imports, the last
 * call counts.
 *
 * @typeParam T The function.
 * @typeParam R What it returns.
 * @param fn What each call runs, async or not.
 * @throws {TypeError} If it is no function.
 *
 * @example
 * ```ts
 * import { runAsWorker } from "sideloop/synckit";
 * import { assertEquals } from "@std/assert";
 *
 * // worker.ts
 * async function greet(name: string): Promise<string> {
 *   return await Promise.resolve(`Hello ${name}`);
 * }
 *
 * runAsWorker(greet);
 *
 * // Who imports the file, as its own tests may, finds the function as it is.
 * assertEquals(await greet("Ada"), "Hello Ada");
 * ```
 */
export function runAsWorker<T extends AnyFn<Promise<R> | R>, R = ReturnType<T>>(fn: T): void {
  requireFunction(fn, "the function of runAsWorker");
  scope[KEY] = fn;
}

/** What this thread's worker file does; `undefined` as long as it has not said so. */
export function workerFunction(): AnyFn | undefined {
  return scope[KEY];
}
