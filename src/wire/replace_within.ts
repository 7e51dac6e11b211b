/**
 * A copy of a value in which some objects have been replaced by others, at whatever depth. What structured clone
 * takes apart is taken apart here: arrays, maps, sets, and the own fields of all objects that have any. All else is
 * the same object in the copy.
 *
 * @param value Anything that is to be cloned afterwards, or was.
 * @param replacements What takes the place of which object.
 */
export function replaceWithin(
  value: unknown,
  replacements: ReadonlyMap<unknown, unknown>,
): unknown {
  const copies = new Map<unknown, unknown>(replacements);
  const copyOf = (part: unknown): unknown => {
    if (typeof part !== "object" || part === null) return part;
    if (copies.has(part)) return copies.get(part);
    return copyParts(part, (copy) => void copies.set(part, copy), copyOf);
  };
  return copyOf(value);
}

/** The copy is noted before its parts are copied: one of them may be the whole. */
function copyParts(
  value: object,
  note: (copy: unknown) => void,
  copyOf: (part: unknown) => unknown,
): unknown {
  if (value instanceof Map) {
    const copy = new Map();
    note(copy);
    for (const [key, entry] of value) copy.set(copyOf(key), copyOf(entry));
    return copy;
  }
  if (value instanceof Set) {
    const copy = new Set();
    note(copy);
    for (const entry of value) copy.add(copyOf(entry));
    return copy;
  }
  if (isWhole(value)) return value;
  const copy = Array.isArray(value) ? new Array(value.length) : {};
  note(copy);
  for (const [key, part] of Object.entries(value)) define(copy, key, copyOf(part));
  return copy;
}

/** Nothing in it is cloned by the names of its fields. */
function isWhole(value: object): boolean {
  return ArrayBuffer.isView(value) || value instanceof Error || value instanceof Date ||
    (!Array.isArray(value) && Object.keys(value).length === 0);
}

function define(owner: object, key: string, value: unknown): void {
  Object.defineProperty(owner, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
