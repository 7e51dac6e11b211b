/** Arbitrary values: graphs of everything the codec carries. */
import fc from "fast-check";

/** What a node becomes. */
type NodeKind =
  | "object"
  | "array"
  | "map"
  | "set"
  | "error"
  | "date"
  | "regExp"
  | "buffer"
  | "view";

/** A part of a node: a primitive, or another node by its index. */
type NodePart = { readonly scalar: unknown } | { readonly link: number };

interface GraphNode {
  readonly kind: NodeKind;
  readonly keys: readonly string[];
  readonly parts: readonly NodePart[];
  readonly size: number;
}

const KINDS: readonly NodeKind[] = [
  "object",
  "array",
  "map",
  "set",
  "error",
  "date",
  "regExp",
  "buffer",
  "view",
];
const ERRORS = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];
const PATTERNS = [/a/, /[/]\//giu, /\n(?<x>.)/dmsy, /\p{L}/v, new RegExp("")];
type View = new (buffer: ArrayBuffer, offset: number, length: number) => object;
const VIEWS: readonly (readonly [View, number])[] = [
  [DataView, 1],
  [Int8Array, 1],
  [Uint8Array, 1],
  [Uint8ClampedArray, 1],
  [Int16Array, 2],
  [Uint16Array, 2],
  [Int32Array, 4],
  [Uint32Array, 4],
  [Float32Array, 4],
  [Float64Array, 8],
  [BigInt64Array, 8],
  [BigUint64Array, 8],
];

const unit = fc.nat(0xffff).map((code) => String.fromCharCode(code));
const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.string({ unit }),
  fc.string({ unit, minLength: 40, maxLength: 100 }),
  fc.string({ unit: fc.nat(0xff).map((code) => String.fromCharCode(code)), maxLength: 80 }),
  fc.string({ minLength: 40, maxLength: 300 }),
  fc.string({ unit: "grapheme", minLength: 40, maxLength: 100 }),
  fc.constantFrom("", "\ud800", "\ufeffabc", "\ufeff".repeat(100), "a\u0000b", "é".repeat(65)),
);
const bigInts = fc.oneof(
  fc.bigInt(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(2n ** 63n, -(2n ** 63n), -(2n ** 63n) - 1n, 2n ** 64n),
);
const numbers = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(
    0,
    -0,
    NaN,
    2 ** 26,
    2 ** 26 - 1,
    -(2 ** 26),
    -(2 ** 26) - 1,
    2 ** 31,
    -(2 ** 31),
  ),
);

/** Anything that is no object. */
export const scalars: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: numbers },
  { weight: 3, arbitrary: texts },
  bigInts,
  fc.constantFrom(undefined, null, true, false),
);

const keys = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom("a", "b", "name", "id") },
  fc.constantFrom("__proto__", "constructor", "toString", "0", "17", "01", "-1", "", "length"),
  fc.string({ unit }),
  fc.string({ minLength: 60, maxLength: 70 }),
);

const nodes: fc.Arbitrary<GraphNode> = fc.record({
  kind: fc.constantFrom(...KINDS, "object" as const, "array" as const),
  keys: fc.array(keys, { maxLength: 30, size: "medium" }),
  parts: fc.array(
    fc.oneof(fc.record({ scalar: scalars }), fc.record({ link: fc.nat(100) })),
    { maxLength: 30, size: "medium" },
  ),
  size: fc.nat(100),
});

/** A graph with cycles and objects in several places. */
export const graphs: fc.Arbitrary<unknown> = fc.array(nodes, {
  minLength: 1,
  maxLength: 90,
  size: "medium",
})
  .map(build);

/** Arrays of one kind of number, which have forms of their own. */
export const numberArrays: fc.Arbitrary<unknown> = fc.oneof(
  fc.array(fc.integer()),
  fc.array(fc.double()),
  fc.array(numbers),
  fc.tuple(fc.array(numbers), scalars).map(([list, last]) => [...list, last]),
);

/** Trees of everything. */
export const trees: fc.Arbitrary<unknown> = fc.anything({
  key: keys,
  values: [scalars],
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withNullPrototype: true,
  maxDepth: 5,
});

/** Any value that the codec carries. */
export const carried: fc.Arbitrary<unknown> = fc.oneof(scalars, graphs, numberArrays, trees);

function build(plan: readonly GraphNode[]): unknown {
  const made = plan.map(begin);
  for (let index = 0; index < plan.length; index++) {
    const { parts, keys } = plan[index] as GraphNode;
    const values = parts.map((part) =>
      "link" in part ? made[part.link % made.length] : part.scalar
    );
    finish(made[index] as object, values, keys);
  }
  return made[0];
}

/** The buffer that a view looks at may be in other places, too: a node of its own before it. */
function begin({ kind, size }: GraphNode, index: number, plan: readonly GraphNode[]): object {
  switch (kind) {
    case "object":
      return size % 5 === 0 ? Object.create(null) : {};
    case "array":
      return [];
    case "map":
      return new Map();
    case "set":
      return new Set();
    case "error":
      return new (ERRORS[size % ERRORS.length] as ErrorConstructor)(
        size % 2 ? `${size}` : undefined,
      );
    case "date":
      return new Date(size % 4 === 0 ? NaN : size * 1e10);
    case "regExp":
      return PATTERNS[size % PATTERNS.length] as RegExp;
    case "buffer":
      return bufferOf(plan, index, size);
    case "view":
      return viewOf(bufferOf(plan, index - 1, size), size);
  }
}

const buffers = new WeakMap<GraphNode, ArrayBuffer>();

function bufferOf(plan: readonly GraphNode[], index: number, size: number): ArrayBuffer {
  const owner = plan[Math.max(0, index)] as GraphNode;
  const known = buffers.get(owner);
  if (known !== undefined) return known;
  const buffer = Uint8Array.from({ length: size }, (_, i) => i * size).buffer;
  buffers.set(owner, buffer);
  return buffer;
}

function viewOf(buffer: ArrayBuffer, size: number): object {
  const [View, width] = VIEWS[size % VIEWS.length] as (typeof VIEWS)[0];
  const room = Math.floor(buffer.byteLength / width);
  const first = Math.floor((room * (size % 7)) / 7);
  return new View(buffer, first * width, Math.floor((room - first) / (1 + size % 2)));
}

function finish(target: object, values: readonly unknown[], keys: readonly string[]): void {
  if (Array.isArray(target)) target.push(...values);
  else if (target instanceof Set) { for (const value of values) target.add(value); }
  else if (target instanceof Map) {
    for (let i = 0; i < values.length; i += 2) target.set(values[i], values[i + 1]);
  } else if (target instanceof Error) {
    if (values.length > 2) hide(target, "cause", values[0]);
  } else if ([Object.prototype, null].includes(Object.getPrototypeOf(target))) {
    for (let i = 0; i < Math.min(keys.length, values.length); i++) {
      define(target, keys[i] as string, values[i], true);
    }
  }
}

function hide(target: object, key: string, value: unknown): void {
  define(target, key, value, false);
}

function define(target: object, key: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(target, key, { value, enumerable, configurable: true, writable: true });
}
