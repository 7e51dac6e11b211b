import { entriesOf, valuesOf } from "./value_slots.ts";

/**
 * A copy of a value in which some objects have been replaced by others, at whatever depth. Only what leads to one of
 * them is copied: arrays, maps, sets, and the own fields of objects, as structured clone takes them. All else is the
 * same object in the copy, whatever it is and however it is cloned.
 *
 * @param value Anything that is to be cloned afterwards, or was.
 * @param replacements What takes the place of which object.
 * @param isCopied Which other objects are copied, too, whatever they lead to.
 */
export function replaceWithin(
  value: unknown,
  replacements: ReadonlyMap<unknown, unknown>,
  isCopied: (value: object) => boolean = () => false,
): unknown {
  const copies = new Map<unknown, unknown>(replacements);
  const { parts, owners } = takeApart(value, replacements);
  const copied = [...parts.keys()].filter(isCopied);
  for (const owner of copied) copies.set(owner, emptyCopy(owner));
  const waiting = [...replacements.keys(), ...copied];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    for (const owner of owners.get(part) ?? []) {
      if (copies.has(owner)) continue;
      copies.set(owner, emptyCopy(owner));
      waiting.push(owner);
    }
  }
  const copyOf = (part: unknown) => copies.has(part) ? copies.get(part) : part;
  for (const [owner, found] of parts) {
    if (copies.has(owner)) fill(copies.get(owner) as object, found, copyOf);
  }
  return copyOf(value);
}

/** What an object is made of: keys and what is there. */
type Parts = readonly (readonly [key: unknown, part: unknown])[];

/** The objects in a value. */
interface Anatomy {
  /** Their parts, which are read once: a getter may give another one each time. */
  readonly parts: ReadonlyMap<object, Parts>;
  /** What each is a part of. */
  readonly owners: ReadonlyMap<unknown, readonly object[]>;
}

function takeApart(value: unknown, replacements: ReadonlyMap<unknown, unknown>): Anatomy {
  const parts = new Map<object, Parts>();
  const owners = new Map<unknown, object[]>();
  const waiting = [value];
  while (waiting.length > 0) {
    const owner = waiting.pop();
    if (!isObject(owner) || parts.has(owner) || replacements.has(owner)) continue;
    const found = partsOf(owner);
    parts.set(owner, found);
    for (const part of found.flat().filter(isObject)) {
      waiting.push(part);
      const known = owners.get(part);
      if (known === undefined) owners.set(part, [owner]);
      else known.push(owner);
    }
  }
  return { parts, owners };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function partsOf(value: object): Parts {
  if (value instanceof Map || value instanceof Set) return entriesIn(value);
  return isWhole(value) ? [] : Object.entries(value);
}

/** What only pretends to be a map or a set, as a proxy does, has none. */
function entriesIn(value: Map<unknown, unknown> | Set<unknown>): Parts {
  try {
    if (value instanceof Map) return [...entriesOf(value)];
    return [...valuesOf(value)].map((entry) => [undefined, entry]);
  } catch {
    return [];
  }
}

/** Nothing in it is cloned by the names of its fields. */
function isWhole(value: object): boolean {
  return ArrayBuffer.isView(value) || value instanceof Error || value instanceof Date;
}

function emptyCopy(value: object): object {
  if (value instanceof Map) return new Map();
  if (value instanceof Set) return new Set();
  return Array.isArray(value) ? new Array(value.length) : {};
}

function fill(copy: object, parts: Parts, copyOf: (part: unknown) => unknown): void {
  for (const [key, part] of parts) {
    if (copy instanceof Map) copy.set(copyOf(key), copyOf(part));
    else if (copy instanceof Set) copy.add(copyOf(part));
    else define(copy, key as string, copyOf(part));
  }
}

function define(owner: object, key: string, value: unknown): void {
  Object.defineProperty(owner, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
