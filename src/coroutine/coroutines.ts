import type { CoroutineFunction, Returned } from "../core/coroutine_type.ts";
import { nameWork } from "./coroutine_object.ts";
import { type ModuleRef, moduleUrl } from "./module_url.ts";

/**
 * A coroutine function for every function that a module exports.
 *
 * @typeParam M The module: `typeof import("./tasks.ts")`.
 * @category Naming work
 */
export type Coroutines<M> = {
  readonly [K in keyof M as M[K] extends (...args: never[]) => unknown ? K : never]: M[K] extends
    (...args: infer A) => infer R ? CoroutineFunction<A, Returned<R>> : never;
};

/**
 * Names the exported functions of a module that need not know this library. The module is not
 * imported here; a name it does not export fails the future with {@linkcode CoroutineLoadError}. A
 * module that exports a function named `then` cannot be used: every import takes it for a promise.
 *
 * @typeParam M The module: `typeof import("./tasks.ts")`.
 * @param url The module's URL: `new URL("./tasks.ts", import.meta.url)`.
 * @returns An object with a coroutine function under every name.
 * @throws {TypeError} If `url` is no absolute URL.
 * @category Naming work
 *
 * @example
 * ```ts
 * import { coroutines, withWorker } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const { basename } = coroutines<typeof import("node:path")>("node:path");
 * assertEquals(await withWorker((worker) => worker.submit(basename("/a/b.txt"))), "b.txt");
 * ```
 */
export function coroutines<M>(url: ModuleRef): Coroutines<M> {
  const module = moduleUrl(url);
  const made = new Map<string, unknown>();
  return new Proxy(Object.create(null), {
    get(_, name) {
      if (typeof name !== "string" || name === "then") return undefined;
      if (!made.has(name)) made.set(name, nameWork({ kind: "exported", module, name }));
      return made.get(name);
    },
  }) as Coroutines<M>;
}
