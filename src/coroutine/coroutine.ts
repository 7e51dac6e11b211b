import type { CoroutineFunction, Returned } from "../core/coroutine_type.ts";
import { describe, requireFunction } from "../core/options.ts";
import { nameWork } from "./coroutine_object.ts";
import { type ModuleRef, moduleUrl } from "./module_url.ts";
import { type Body, register } from "./registry.ts";

/**
 * Makes a coroutine function: one that names work, so that any thread can do it. The module is
 * imported again in the loop's thread, where the same line registers the body.
 *
 * Inside the body, the body's own name is the plain function. Where a coroutine submits itself again, use the
 * form with a name, and an anonymous function.
 *
 * @param meta `import.meta` of the module, or its URL.
 * @param body What the coroutine does: a named function, async or not, or a generator function, whose `yield` is an
 * `await` that a cancellation always ends.
 * @returns A function that takes the body's arguments and gives a {@linkcode Coroutine}; it runs
 * nothing.
 * @throws {TypeError} If `meta` is no module, or `body` no function with a name.
 * @throws {InvalidStateError} If the module has registered that name before.
 * @category Naming work
 *
 * @example
 * ```ts ignore
 * import { coroutine, isMainThread, withWorker } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const add = coroutine(import.meta, async function add(a: number, b: number) {
 *   return await Promise.resolve(a + b);
 * });
 *
 * if (isMainThread) {
 *   const sum = await withWorker((worker) => worker.submit(add(1, 2)));
 *   assertEquals(sum, 3);
 * }
 * ```
 */
export function coroutine<A extends readonly unknown[], R>(
  meta: ModuleRef,
  body: (...args: A) => R,
): CoroutineFunction<A, Returned<R>>;
/**
 * The same with a name of its own, for a function that has none.
 *
 * @param meta `import.meta` of the module, or its URL.
 * @param name Unique in the module.
 * @param body What the coroutine does, async or not.
 * @category Naming work
 */
export function coroutine<A extends readonly unknown[], R>(
  meta: ModuleRef,
  name: string,
  body: (...args: A) => R,
): CoroutineFunction<A, Returned<R>>;
export function coroutine<A extends readonly unknown[], R>(
  meta: ModuleRef,
  ...rest: [body: (...args: A) => R] | [name: string, body: (...args: A) => R]
): CoroutineFunction<A, Returned<R>> {
  if (typeof meta === "function") {
    throw new TypeError(
      "Cannot make a coroutine function: import.meta comes first, as in coroutine(import.meta, fn)",
    );
  }
  const body = rest.length === 1 ? rest[0] : rest[1];
  requireFunction(body, "the body of the coroutine");
  const name: unknown = rest.length === 1 ? body.name : rest[0];
  if (typeof name !== "string" || name === "") {
    throw new TypeError(
      `Cannot make a coroutine function named ${
        describe(name)
      }: name the function, or give a name as second argument`,
    );
  }
  const module = moduleUrl(meta);
  register(module, name, body as unknown as Body);
  return nameWork({ kind: "registered", module, name });
}
