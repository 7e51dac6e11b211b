/** A strict comparison: prototypes, keys in order, attributes, and which objects are the same one. */

type Step = string;

/**
 * The path to the first difference, with what differs; undefined if there is none.
 *
 * @param actual What came out.
 * @param expected What should have.
 */
export function differenceOf(actual: unknown, expected: unknown): string | undefined {
  return new Comparer().compare(actual, expected, "value");
}

const error = "an error";
const view = "a view";

class Comparer {
  readonly #partners = new Map<object, object>();
  readonly #claimed = new Set<object>();

  compare(actual: unknown, expected: unknown, at: Step): string | undefined {
    if (!isObject(actual) || !isObject(expected)) {
      return Object.is(actual, expected) ? undefined : `${at}: ${show(actual)}, ${show(expected)}`;
    }
    const partner = this.#partners.get(actual);
    if (partner !== undefined) return partner === expected ? undefined : `${at}: another object`;
    if (this.#claimed.has(expected)) return `${at}: not the same object as before`;
    this.#partners.set(actual, expected);
    this.#claimed.add(expected);
    return this.#objects(actual, expected, at);
  }

  #objects(actual: object, expected: object, at: Step): string | undefined {
    if (Object.getPrototypeOf(actual) !== Object.getPrototypeOf(expected)) {
      return `${at}: prototype`;
    }
    if (Object.isExtensible(actual) !== Object.isExtensible(expected)) return `${at}: extensible`;
    const kind = kindOf(expected);
    if (kind !== kindOf(actual)) return `${at}: ${kindOf(actual)}, ${kind}`;
    return this.#inner(actual, expected, at) ??
      (kind === error || kind === view ? undefined : this.#fields(actual, expected, at));
  }

  /** Compares what is no property. */
  #inner(actual: object, expected: object, at: Step): string | undefined {
    const parts = partsOf(actual);
    const others = partsOf(expected);
    if (parts.length !== others.length) return `${at}: ${parts.length}, ${others.length} entries`;
    for (let i = 0; i < parts.length; i++) {
      const difference = this.compare(parts[i], others[i], `${at}<${i}>`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }

  #fields(actual: object, expected: object, at: Step): string | undefined {
    const keys = Reflect.ownKeys(actual).map(String).join();
    const others = Reflect.ownKeys(expected).map(String).join();
    if (keys !== others) return `${at}: keys ${keys}, ${others}`;
    for (const key of Reflect.ownKeys(expected)) {
      const one = Object.getOwnPropertyDescriptor(actual, key) as PropertyDescriptor;
      const other = Object.getOwnPropertyDescriptor(expected, key) as PropertyDescriptor;
      const difference = this.#descriptors(one, other, `${at}.${String(key)}`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }

  #descriptors(one: PropertyDescriptor, other: PropertyDescriptor, at: Step): string | undefined {
    const same = one.enumerable === other.enumerable && one.writable === other.writable &&
      one.configurable === other.configurable && "value" in one && "value" in other;
    return same ? this.compare(one.value, other.value, at) : `${at}: attributes`;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function kindOf(value: object): string {
  if (value instanceof Error) return error;
  return ArrayBuffer.isView(value) ? view : Object.prototype.toString.call(value);
}

function partsOf(value: object): unknown[] {
  if (value instanceof Map) return [...value].flat(1);
  if (value instanceof Set) return [...value];
  if (value instanceof Date) return [value.getTime()];
  if (value instanceof RegExp) return [value.source, value.flags];
  if (value instanceof ArrayBuffer) return [value.byteLength, ...new Uint8Array(value)];
  if (ArrayBuffer.isView(value)) return [value.byteOffset, value.byteLength, value.buffer];
  if (value instanceof Error) return errorPartsOf(value);
  return [];
}

/** Bun's structured clone loses the cause; what the codec makes of it is tested by example. */
function errorPartsOf(value: Error): unknown[] {
  const parts: unknown[] = [value.name, Object.hasOwn(value, "message"), value.message];
  parts.push(value.stack, Object.keys(value).length);
  if (KEEPS_CAUSE) parts.push(Object.hasOwn(value, "cause"), value.cause);
  return parts;
}

const KEEPS_CAUSE = "cause" in structuredClone(new Error("", { cause: 1 }));

function show(value: unknown): string {
  return isObject(value) ? kindOf(value) : `${typeof value} ${String(value)}`;
}
