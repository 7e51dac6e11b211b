/**
 * Whether a value can be iterated over with `for await`, by a way of its own.
 *
 * @param value Anything.
 */
export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  if (typeof value !== "object" || value === null) return false;
  try {
    return Symbol.asyncIterator in value;
  } catch {
    return false; // a proxy whose trap throws
  }
}
