/**
 * The module that turns a new thread into a loop: source or built, it has the ending of this file.
 */
export function entryUrl(): URL {
  const ending = import.meta.url.slice(import.meta.url.lastIndexOf("."));
  return new URL(`../worker/entry${ending}`, import.meta.url);
}
