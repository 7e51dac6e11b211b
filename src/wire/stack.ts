/**
 * Stacks of errors from coroutines: the frames that run every coroutine say nothing about any, and
 * are cut off.
 *
 * @module
 */

/** No bundler takes it for a file to copy. */
const FOLDER = "../worker/";
const GLUE = /AsyncLocalStorage|node:internal|node:async_hooks|ext:|\(native/;

let places: readonly string[] | undefined;

/**
 * A stack without the frames below the coroutine's.
 *
 * @param stack As the runtime made it.
 */
export function cutStack(stack: string): string {
  const lines = stack.split("\n");
  const inner = places ??= innerPlaces();
  let end = lines.findIndex((line) => inner.some((place) => line.includes(place)));
  if (end <= 0) return stack;
  while (end > 1 && GLUE.test(lines[end - 1] as string)) end -= 1;
  return lines.slice(0, end).join("\n");
}

/** Where the frames of the loop begin: some runtimes name files by URL, some by path. */
function innerPlaces(): readonly string[] {
  const { href, pathname } = new URL(FOLDER, import.meta.url);
  return [href, decodeURI(pathname)];
}
