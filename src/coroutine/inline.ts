import type { Coroutine, Returned } from "../core/coroutine_type.ts";
import { describe, requireFunction } from "../core/options.ts";
import { CoroutineObject } from "./coroutine_object.ts";

/**
 * Names a self-contained function as work. Its source text is sent, so it sees its arguments and
 * the globals of the loop's thread, and no variable around it: using one fails the future with a
 * `ReferenceError` that says so. What it needs, it imports by an absolute URL or a package's name,
 * since its text has no place of its own.
 *
 * @param body What the coroutine does, async or not.
 * @param args Its arguments, cloned when the coroutine is submitted.
 * @throws {TypeError} If `body` is no function, or a bound or native one, whose source cannot be
 * had.
 * @category Naming work
 *
 * @example
 * ```ts
 * import { inline, withWorker } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const product = await withWorker((worker) => worker.submit(inline((a: number, b: number) => a * b, 6, 7)));
 * assertEquals(product, 42);
 * ```
 */
export function inline<A extends readonly unknown[], R>(
  body: (...args: A) => R,
  ...args: A
): Coroutine<Returned<R>> {
  requireFunction(body, "the inline function");
  const source = Function.prototype.toString.call(body);
  if (/\{\s*\[native code\]\s*\}$/.test(source)) {
    throw new TypeError(
      `Cannot send ${describe(body)}: a bound or native function has no source text to send`,
    );
  }
  const target = { kind: "inline", name: body.name || "inline", source } as const;
  return new CoroutineObject({ target, args }, inline);
}
