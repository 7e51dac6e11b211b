/**
 * The one expression by which bundlers find the module that threads begin with. Nothing that this module itself
 * imports may lead here: a worker that makes itself is more than bundlers stand.
 *
 * @module
 */

/**
 * Makes a worker of a browser that serves a loop.
 *
 * @param name Its name.
 */
export function newBundledWorker(name: string): Worker {
  return new Worker(new URL("../worker/entry.ts", import.meta.url), { type: "module", name });
}

/**
 * Never called: Deno, which does not see into the expression above, has the module at hand before the program runs,
 * in its cache and in what `deno compile` makes. While the main thread blocks it could not be downloaded.
 */
// deno-lint-ignore sideloop/layers -- it is not imported, as the URL above is not
const _entry = (): Promise<unknown> => import("../worker/entry.ts");
