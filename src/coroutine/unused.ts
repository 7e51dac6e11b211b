/**
 * Coroutines that were made and never used: Python's "coroutine was never awaited". Watched only
 * while a loop in debug mode exists.
 *
 * @module
 */

let watchers = 0;
const unused = new Set<{ readonly name: string }>();

/** Notes a coroutine that was made. */
export function noteMade(coroutine: { readonly name: string }): void {
  if (watchers > 0) unused.add(coroutine);
}

/** Notes that it was used or closed. */
export function noteUsed(coroutine: { readonly name: string }): void {
  unused.delete(coroutine);
}

/**
 * Watches from now on.
 *
 * @returns Stops, and gives the names of the coroutines that were never used.
 */
export function watchUnused(): () => string[] {
  watchers += 1;
  return () => {
    watchers -= 1;
    const names = [...unused].map((coroutine) => coroutine.name);
    unused.clear();
    return names;
  };
}
