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
