import { assertEquals } from "@std/assert";
import { type Candidate, nextOf, placeOf, strategyOf } from "../../src/host/loop_strategy.ts";
import { test } from "../_harness/test.ts";

/** Loops with so much to do; `undefined` stands for one that takes no work. */
function loopsOf(...loads: (number | undefined)[]): Candidate[] {
  return loads.map((load) => ({ load: load ?? 0, takesWork: () => load !== undefined }));
}

test("nextOf: gives the one whose turn it is, or the first after it that takes work", () => {
  assertEquals([0, 1, 2].map((from) => nextOf(loopsOf(9, 0, 0), from)), [0, 1, 2]);
  assertEquals([0, 1, 2].map((from) => nextOf(loopsOf(0, undefined, undefined), from)), [0, 0, 0]);
  assertEquals(nextOf(loopsOf(undefined, undefined), 1), undefined);
});

test("least-busy: gives the one with the fewest, of several the one whose turn comes first", () => {
  const choose = strategyOf("least-busy");
  assertEquals([0, 1, 2].map((from) => choose(loopsOf(3, 1, 2), from)), [1, 1, 1]);
  assertEquals([0, 1, 2].map((from) => choose(loopsOf(1, 2, 1), from)), [0, 2, 2]);
  assertEquals([0, 1, 2].map((from) => choose(loopsOf(0, 0, 0), from)), [0, 1, 2]);
  assertEquals([0, 1, 2].map((from) => choose(loopsOf(undefined, 5, undefined), from)), [1, 1, 1]);
  assertEquals(choose(loopsOf(undefined), 0), undefined);
});

test("placeOf: is FNV-1a", () => {
  const all = 2 ** 32;
  assertEquals(placeOf("", all), 0x811c9dc5);
  assertEquals(placeOf("a", all), 0xe40c292c);
  assertEquals(placeOf("foobar", all), 0xbf9cf968);
  assertEquals(placeOf("ключ", 3), placeOf("ключ", 3));
});
