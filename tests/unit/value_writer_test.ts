import { assert, assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import { ValueReader } from "../../src/wire/value_reader.ts";
import { ValueWriter } from "../../src/wire/value_writer.ts";
import { test } from "../_harness/test.ts";
import { differenceOf } from "./value_comparer.ts";
import { ValuePair } from "./value_pair.ts";

const shared = new ArrayBuffer(16);
const fields = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`field${index}`, index]));

const CARRIED: [string, unknown][] = [
  ["undefined", undefined],
  ["null", null],
  ["true and false", [true, false]],
  ["small integers", [0, 1, -1, 2 ** 26 - 1, -(2 ** 26)]],
  ["int32", [2 ** 26, -(2 ** 26) - 1, 2 ** 31 - 1, -(2 ** 31)]],
  ["doubles", [0.5, 2 ** 31, -0, NaN, Infinity, -Infinity, 5e-324, Number.MAX_VALUE]],
  ["-0 alone", -0],
  ["bigints", [0n, -1n, 2n ** 63n - 1n, 2n ** 63n, -(2n ** 63n), -(2n ** 63n) - 1n, 10n ** 300n]],
  ["texts", [
    "",
    "a",
    "abcdefghi",
    "x".repeat(63),
    "x".repeat(64),
    "x".repeat(65),
    "x".repeat(1e5),
  ]],
  ["latin-1 texts", ["é", "é".repeat(64), "é".repeat(65), "ÿ".repeat(5000)]],
  ["wide texts", ["日本", "日".repeat(65), "😀".repeat(5000), `${"x".repeat(5000)}日`]],
  ["lone surrogates", ["\ud800", "\udc00x".repeat(60), `${"日".repeat(9000)}\udfff`]],
  ["a byte order mark", ["\ufeffa", "\ufeff".repeat(100)]],
  ["empty arrays", [[], [[]]]],
  ["arrays of many kinds", [1, "a", null, 1.5, [2], {}]],
  ["arrays that turn out mixed", [[1, 2, 3.5], [1, 2, "a"], [1.5, 2.5, null], [undefined]]],
  ["plain objects", { a: 1, b: { c: [{}] } }],
  ["objects without prototype", Object.assign(Object.create(null), { a: 1 })],
  ["objects with many fields", [fields(15), fields(16), fields(17), fields(40), fields(2000)]],
  ["keys that are numbers", { 2: "b", 1: "a", x: 0, "-1": 0, "01": 0 }],
  ["keys with a meaning", JSON.parse(`{"__proto__":{"x":1},"constructor":1,"toString":2}`)],
  ["long and odd keys", { ["k".repeat(65)]: 1, ["k".repeat(64)]: 2, "": 3, "\ud800": 4 }],
  ["getters", {
    get a() {
      return [1];
    },
    b: 2,
  }],
  [
    "symbol keys and hidden fields",
    Object.defineProperty({ [Symbol()]: 1 }, "hidden", { value: 2 }),
  ],
  ["frozen objects", Object.freeze([Object.freeze({ a: 1 })])],
  ["dates", [new Date(0), new Date(NaN), new Date(8.64e15)]],
  ["regular expressions", [
    /a/,
    /\//giu,
    /[\]\n]/dmsy,
    /x/v,
    Object.assign(/a/g, { lastIndex: 3 }),
  ]],
  ["maps", new Map<unknown, unknown>([[{}, new Map()], [NaN, 1], ["a", undefined]])],
  ["sets", new Set<unknown>([[], new Set([1]), NaN, "a"])],
  ["buffers", [new ArrayBuffer(0), Uint8Array.of(1, 2, 3).buffer]],
  ["views of one buffer", [new Uint8Array(shared, 4, 4), shared, new DataView(shared, 2, 5)]],
  ["a view of no bytes", new Float64Array(shared, 8, 0)],
  ["typed arrays", [new Float32Array([1.5]), new BigInt64Array([1n]), new Uint8ClampedArray(3)]],
  ["errors", [new Error("a"), new TypeError(), new RangeError("b", { cause: "c" })]],
  ["an error with an odd message", Object.defineProperty(new Error(), "message", { value: 5 })],
];

for (const [what, value] of CARRIED) {
  test(`ValueWriter: carries ${what}`, () => {
    const crossed = new ValuePair().cross(value);
    assert(crossed !== "refused");
    assertEquals(differenceOf(crossed.value, structuredClone(value)), undefined);
  });
}

class Mine {
  a = 1;
}

/** An object that has the prototype of another kind, and nothing of it inside. */
const posing = (prototype: object): object => Object.create(prototype);

const REFUSED: [string, () => unknown][] = [
  ["a function", () => () => {}],
  ["a symbol", () => Symbol()],
  ["an instance of a class", () => new Mine()],
  ["an object with another object as prototype", () => Object.create({ a: 1 })],
  ["a promise", () => Promise.resolve()],
  ["a WeakMap", () => new WeakMap()],
  ["boxed primitives", () => Object(1)],
  ["a function deep inside", () => [{ a: new Map([[1, [() => {}]]]) }]],
  ["an array with a hole", () => new Array(3)],
  ["an array with a hole and a name", () => Object.assign(new Array(1), { 1: 1, x: 1 })],
  ["an array with a hole and a numeric name", () => Object.assign(new Array(2), { 0: 1, "01": 1 })],
  ["a match, an array with names", () => /a/.exec("a")],
  ["an array of a subclass", () => new (class extends Array {})()],
  ["an array posing as an object", () => Object.setPrototypeOf([1], Object.prototype)],
  ["an object posing as an array", () => posing(Array.prototype)],
  ["a subclass of Map", () => new (class extends Map {})()],
  ["an object posing as a Map", () => posing(Map.prototype)],
  ["an object posing as a Set", () => posing(Set.prototype)],
  ["an object posing as a Date", () => posing(Date.prototype)],
  ["an object posing as a RegExp", () => posing(RegExp.prototype)],
  ["an object posing as a buffer", () => posing(ArrayBuffer.prototype)],
  ["an object posing as a view", () => posing(Uint8Array.prototype)],
  ["an object posing as a DataView", () => posing(DataView.prototype)],
  ["an object posing as an error", () => posing(Error.prototype)],
  ["a view posing as another", () => Object.setPrototypeOf(new Int8Array(8), Uint8Array.prototype)],
  ["a Map posing as a Set", () => Object.setPrototypeOf(new Map(), Set.prototype)],
  ["arguments", () =>
    (function (..._: number[]) {
      return arguments;
    })(1, 2)],
  ["no arguments", () =>
    (function () {
      return arguments;
    })()],
  ["a namespace", () => Math],
  ["an AggregateError", () => new AggregateError([])],
  ["a DOMException", () => new DOMException("")],
  ["an error with fields", () => Object.assign(new Error(), { code: 1 })],
  [
    "an error by another name",
    () => Object.defineProperty(new TypeError(), "name", { value: "Mine" }),
  ],
  ["an error with a hidden code", () => Object.defineProperty(new Error(), "code", { value: "E" })],
  ["an error whose cause is refused", () => new Error("", { cause: () => {} })],
  ["a SharedArrayBuffer", () => new SharedArrayBuffer(1)],
  ["a view of a SharedArrayBuffer", () => new Uint8Array(new SharedArrayBuffer(1))],
  ["a resizable buffer", () => new ArrayBuffer(1, { maxByteLength: 2 })],
  [
    "a view that follows its buffer",
    () => new Uint8Array(new ArrayBuffer(1, { maxByteLength: 2 })),
  ],
  ["a detached buffer", () => detached()],
  ["a view of a detached buffer", () => detached(new Uint8Array(1))],
  ["a field that the getter of another deletes", () => ({
    get a() {
      return delete (this as { b?: number }).b;
    },
    b: 2,
  })],
  ["a getter that throws", () => ({
    get a() {
      throw new Error();
    },
  })],
  ["a nesting too deep", () => nested(200)],
  ["a nesting that would overflow the stack", () => nested(1e5)],
];

for (const [what, make] of REFUSED) {
  test(`ValueWriter: refuses ${what}, without throwing`, () => {
    assertEquals(new ValuePair().cross(make()), "refused");
  });
}

function detached(view = new Uint8Array(1)): unknown {
  const before = view.buffer.byteLength;
  structuredClone(view.buffer, { transfer: [view.buffer] });
  return before === 1 && view.length === 0 ? [view, view.buffer] : undefined;
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}

test("ValueWriter: is not deceived by own properties", () => {
  const lies = {
    constructor: Array,
    get size() {
      return 9;
    },
    byteLength: 9,
    length: 9,
  };
  const liars = [new Map([[1, 2]]), new Set([1]), new Uint8Array(2), new ArrayBuffer(2), /a/g];
  for (const liar of liars) {
    for (const [key, value] of Object.entries(lies)) Object.defineProperty(liar, key, { value });
    Object.defineProperty(liar, Symbol.iterator, { value: () => [].values() });
    Object.defineProperty(liar, Symbol.toStringTag, { value: "Date" });
  }
  const [map, set, bytes, buffer, pattern] = crossing(liars) as [
    Map<number, number>,
    Set<number>,
    Uint8Array,
    ArrayBuffer,
    RegExp,
  ];
  assertEquals([[...map], [...set], bytes.length], [[[1, 2]], [1], 2]);
  assertEquals([buffer.byteLength, pattern.flags], [2, "g"]);
});

test("ValueReader: a key __proto__ changes no prototype", () => {
  const crossed = crossing(JSON.parse(`{"__proto__":{"polluted":1}}`)) as object;
  assertStrictEquals(Object.getPrototypeOf(crossed), Object.prototype);
  assert(!("polluted" in crossed));
  assert(Object.hasOwn(crossed, "__proto__"));
});

test("ValueReader: the cause of an error crosses on every runtime", () => {
  const cause = new TypeError("inner");
  const crossed = crossing(new Error("outer", { cause }));
  assertInstanceOf(crossed, Error);
  assertInstanceOf(crossed.cause, TypeError);
  assertEquals(crossed.cause.message, "inner");
});

test("ValueReader: words and texts come out in the order in which they went in", () => {
  const writer = new ValueWriter(100);
  writer.writeWord(-7);
  writer.writeText("a text");
  assert(writer.writeValue({ a: 1 }));
  writer.writeWord(2 ** 31 - 1);
  const reader = new ValueReader();
  reader.load(writer.words);
  assertEquals([reader.readWord(), reader.readText()], [-7, "a text"]);
  assertEquals([reader.readValue(), reader.readWord()], [{ a: 1 }, 2 ** 31 - 1]);
});

test("ValueReader: reads from anywhere in a buffer", () => {
  const writer = new ValueWriter(100);
  assert(writer.writeValue({ a: "text", b: "日本", c: new Uint8Array([1, 2, 3]) }));
  const words = new Int32Array(new ArrayBuffer(400), 12, 80);
  words.set(writer.words.subarray(0, writer.length));
  const reader = new ValueReader();
  reader.load(words);
  const crossed = reader.readValue();
  words.fill(0);
  assertEquals(crossed, { a: "text", b: "日本", c: new Uint8Array([1, 2, 3]) });
});

test("ValueWriter.length: a key that the other side knows takes one word", () => {
  const writer = new ValueWriter(100);
  writer.writeValue({ aRatherLongKey: 1 });
  const first = writer.length;
  writer.reset();
  writer.writeValue({ aRatherLongKey: 1 });
  assert(first > 3);
  assertEquals(writer.length, 3);
});

test("ValueWriter.rollback: takes back the keys of the message", () => {
  const writer = new ValueWriter(100);
  writer.writeValue({ aRatherLongKey: 1 });
  const first = writer.length;
  writer.rollback();
  writer.writeValue({ aRatherLongKey: 1 });
  assertEquals(writer.length, first);
});

test("ValueWriter: more keys than the dictionary holds still cross", () => {
  const pair = new ValuePair();
  for (let round = 0; round < 3; round++) {
    const crossed = pair.cross(fields(3000));
    assert(crossed !== "refused");
    assertEquals(differenceOf(crossed.value, fields(3000)), undefined);
  }
});

test("ValueWriter.fits: is false after a text beyond the limit, until the reset", () => {
  const writer = new ValueWriter(10);
  writer.writeText("x".repeat(41));
  assertEquals([writer.fits, writer.writeValue(1)], [false, false]);
  writer.reset();
  assertEquals([writer.fits, writer.writeValue(1), writer.length], [true, true, 1]);
});

test("ValueWriter: fills its limit to the last word", () => {
  const writer = new ValueWriter(1000);
  assert(writer.writeValue(new Uint8Array(4 * 995).buffer));
  writer.reset();
  assert(writer.writeValue("x".repeat(4 * 999)));
  assertEquals(writer.length, 1000);
  writer.reset();
  assert(!writer.writeValue("x".repeat(4 * 999 + 1)));
});

test("ValueWriter.isWriting: is true while a getter runs", () => {
  const writer = new ValueWriter(100);
  const seen: boolean[] = [];
  const value = {
    get a() {
      return seen.push(writer.isWriting);
    },
  };
  assert(writer.writeValue(value));
  assertEquals([...seen, writer.isWriting], [true, false]);
});

test("ValueWriter: a message begun while another is being written refuses the first", () => {
  const writer = new ValueWriter(100);
  const value = {
    get a() {
      writer.reset();
      return 1;
    },
  };
  assert(!writer.writeValue(value));
  writer.rollback();
  assert(writer.writeValue(1));
});

/** What a value is at the other end. */
function crossing(value: unknown): unknown {
  const crossed = new ValuePair().cross(value);
  assert(crossed !== "refused");
  return crossed.value;
}
