/**
 * What an object really is. Everything here reads internal slots by functions taken from the
 * prototypes when the module loads, so nothing that an object says of itself can deceive; each
 * throws where the object has no such slot.
 *
 * @module
 */

type Getter<T> = (this: unknown) => T;
type Prototype = object;

/** What an object is by its prototype; what it has inside is still to be looked at. */
export const Kind = {
  date: 0,
  regExp: 1,
  map: 2,
  set: 3,
  buffer: 4,
  /** Typed arrays and DataView. */
  view: 5,
  error: 6,
} as const;

/** A constructor of views: all have the same parameters. */
export type ViewClass = new (buffer: ArrayBuffer, offset: number, length: number) => object;

/** Classes of views, by their number in a message. */
export const VIEW_CLASSES: readonly ViewClass[] = viewClasses();

/** Classes of errors, by their number in a message. The first is that of names not in the list. */
export const ERROR_CLASSES: readonly ErrorConstructor[] = [
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
];

/** What objects of this prototype are, if anything that has a {@linkcode Kind}. */
export const KINDS: ReadonlyMap<Prototype | null, number> = new Map([
  [Date.prototype, Kind.date],
  [RegExp.prototype, Kind.regExp],
  [Map.prototype, Kind.map],
  [Set.prototype, Kind.set],
  [ArrayBuffer.prototype, Kind.buffer],
  ...VIEW_CLASSES.map((view): [Prototype, number] => [view.prototype, Kind.view]),
  ...ERROR_CLASSES.map((error): [Prototype, number] => [error.prototype, Kind.error]),
]);

const call = Function.prototype.call;
const toText = Object.prototype.toString;
const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;

/** The time of a date. */
export const timeOf = uncurry<number>(Date.prototype.getTime);

/** The entries of a map. */
export const entriesOf = uncurry<IterableIterator<[unknown, unknown]>>(Map.prototype.entries);

/** The entries of a set. */
export const valuesOf = uncurry<IterableIterator<unknown>>(Set.prototype.values);

/** How many entries a map has. */
export const mapSizeOf = uncurry<number>(getter(Map.prototype, "size"));

/** How many entries a set has. */
export const setSizeOf = uncurry<number>(getter(Set.prototype, "size"));

/** The pattern of a regular expression. */
export const sourceOf = uncurry<string>(getter(RegExp.prototype, "source"));

/** The length of a buffer in bytes. */
export const byteLengthOf = uncurry<number>(getter(ArrayBuffer.prototype, "byteLength"));

const isResizable = optional(ArrayBuffer.prototype, "resizable");
const isImmutable = optional(ArrayBuffer.prototype, "immutable");
const nameOfArray = uncurry<string>(getter(typedArray, Symbol.toStringTag));
const bufferOfArray = uncurry<ArrayBufferLike>(getter(typedArray, "buffer"));
const offsetOfArray = uncurry<number>(getter(typedArray, "byteOffset"));
const lengthOfArray = uncurry<number>(getter(typedArray, "length"));
const bufferOfData = uncurry<ArrayBufferLike>(getter(DataView.prototype, "buffer"));
const offsetOfData = uncurry<number>(getter(DataView.prototype, "byteOffset"));
const lengthOfData = uncurry<number>(getter(DataView.prototype, "byteLength"));

const FLAGS: readonly (readonly [string, (value: unknown) => boolean])[] = [
  ["d", optional(RegExp.prototype, "hasIndices")],
  ["g", optional(RegExp.prototype, "global")],
  ["i", optional(RegExp.prototype, "ignoreCase")],
  ["m", optional(RegExp.prototype, "multiline")],
  ["s", optional(RegExp.prototype, "dotAll")],
  ["u", optional(RegExp.prototype, "unicode")],
  ["v", optional(RegExp.prototype, "unicodeSets")],
  ["y", optional(RegExp.prototype, "sticky")],
];

const VIEW_NUMBERS: ReadonlyMap<string | undefined, number> = new Map(
  VIEW_CLASSES.map((view, number) => [view === DataView ? undefined : view.name, number]),
);

/** The flags of a regular expression. */
export function flagsOf(value: unknown): string {
  let flags = "";
  for (const [flag, isSet] of FLAGS) if (isSet(value)) flags += flag;
  return flags;
}

/** A view, laid open. */
export interface ViewParts {
  /** Which of {@linkcode VIEW_CLASSES}. */
  readonly number: number;
  /** What it looks at. */
  readonly buffer: ArrayBufferLike;
  /** Where it begins, in bytes. */
  readonly offset: number;
  /** Its length as its constructor takes it. */
  readonly length: number;
}

/** The parts of a typed array or DataView. */
export function viewPartsOf(value: object): ViewParts {
  const name = nameOfArray(value) as string | undefined;
  const number = VIEW_NUMBERS.get(name) ?? -1;
  return name === undefined
    ? {
      number,
      buffer: bufferOfData(value),
      offset: offsetOfData(value),
      length: lengthOfData(value),
    }
    : {
      number,
      buffer: bufferOfArray(value),
      offset: offsetOfArray(value),
      length: lengthOfArray(value),
    };
}

/** Whether a buffer keeps its length and its content may be written to. */
export function isFixedBuffer(value: unknown): boolean {
  return !isResizable(value) && !isImmutable(value);
}

/** What an error has of its own where nobody has given it more; the engine's notes do not cross. */
const OF_ERRORS: ReadonlySet<string> = new Set([
  "message",
  "stack",
  "cause",
  "line",
  "originalLine",
  "originalColumn",
  "column",
  "sourceURL",
]);

/** Whether an error has nothing but message, stack and cause. */
export function isBareError(value: object): boolean {
  return Object.keys(value).length === 0 &&
    Object.getOwnPropertyNames(value).every((key) => OF_ERRORS.has(key));
}

/** Whether an object with the prototype of plain ones is not some odd thing: arguments, a module. */
export function isOrdinary(value: object): boolean {
  return !(Symbol.toStringTag in value) && toText.call(value) === "[object Object]";
}

function uncurry<T>(method: Getter<T>): (value: unknown) => T {
  return call.bind(method) as (value: unknown) => T;
}

function getter<T>(prototype: object, key: PropertyKey): Getter<T> {
  return Object.getOwnPropertyDescriptor(prototype, key)?.get as Getter<T>;
}

/** A getter that not every runtime has. */
function optional(prototype: object, key: PropertyKey): (value: unknown) => boolean {
  const found = getter<boolean>(prototype, key) as Getter<boolean> | undefined;
  return found === undefined ? () => false : uncurry(found);
}

function viewClasses(): ViewClass[] {
  const classes: unknown[] = [
    DataView,
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
  ];
  const half = (globalThis as { Float16Array?: unknown }).Float16Array;
  if (half !== undefined) classes.push(half);
  return classes as ViewClass[];
}
