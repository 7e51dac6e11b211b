/**
 * The module that turns a new thread into a loop.
 *
 * @module
 */

const KEY: unique symbol = Symbol.for("sideloop.workerUrl");

/**
 * Says which module the threads of loops begin with, from now on, in place of the library's own: for programs that a
 * bundler has put into other files. What a loop makes begins with the module that the loop began with.
 *
 * @param url Where the bundle of `sideloop/worker` is; absolute, as `new URL("./worker.js", import.meta.url)` gives it.
 * @throws {TypeError} If it is no absolute URL.
 * @category Loops
 *
 * @example With esbuild, which has put `sideloop/worker` into a file of its own
 * ```ts
 * import { inline, setWorkerUrl, withWorker } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * setWorkerUrl(new URL("../worker/entry.ts", import.meta.url)); // here; in a bundle: "./worker.js"
 * assertEquals(await withWorker((worker) => worker.submit(inline(() => 42))), 42);
 * ```
 */
export function setWorkerUrl(url: URL | string): void {
  Object.assign(globalThis, { [KEY]: toWorkerUrl(url) });
}

/** The module that was chosen, by whatever copy of the library; `undefined` where none was. */
export function chosenUrl(): URL | undefined {
  return (globalThis as { readonly [KEY]?: URL })[KEY];
}

/** The module: source or built, it has the ending of this file. */
export function entryUrl(): URL {
  const ending = import.meta.url.slice(import.meta.url.lastIndexOf("."));
  const path = "../worker/entry" + ending; // no bundler takes it for a file to copy
  return chosenUrl() ?? new URL(path, import.meta.url);
}

/**
 * The error of a thread that has no module to begin with.
 *
 * @param url Where there is none.
 * @param advice What to do first, before its URL can be given.
 */
export function missingEntry(url: URL, advice = ""): Error {
  return new Error(
    `Cannot load the module that the thread begins with, there is no ${url.href}; where a bundler has moved it, ${advice}give its URL to setWorkerUrl`,
  );
}

/**
 * Checks the URL of a worker.
 *
 * @param url What a caller gave.
 * @throws {TypeError} If it is no absolute URL.
 */
export function toWorkerUrl(url: unknown): URL {
  if (url instanceof URL) return url;
  if (typeof url === "string" && URL.canParse(url)) return new URL(url);
  throw new TypeError(
    `Cannot use ${
      String(url)
    } as workerUrl: an absolute URL is required, such as new URL("./worker.js", import.meta.url)`,
  );
}
