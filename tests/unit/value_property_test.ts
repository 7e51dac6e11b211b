import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { test } from "../_harness/test.ts";
import { carried, graphs, numberArrays, scalars, trees } from "./value_arbitraries.ts";
import { differenceOf } from "./value_comparer.ts";
import { ValuePair } from "./value_pair.ts";

/** Shrinking a graph can take long; what has been found by then is reported. */
const OPTIONS = { numRuns: 200, interruptAfterTimeLimit: 10_000 };

/** Fails unless what comes out is what structured clone makes of it. */
function expectCloned(values: readonly unknown[], pair: ValuePair): void {
  const crossed = pair.crossAll(values);
  const actual = crossed?.map(({ value }) => value);
  assertEquals(differenceOf(actual, structuredClone(values)), undefined);
}

const KINDS: [string, fc.Arbitrary<unknown>][] = [
  ["primitives", scalars],
  ["arrays of numbers", numberArrays],
  ["trees", trees],
  ["graphs with cycles and shared objects", graphs],
];

for (const [what, arbitrary] of KINDS) {
  test(`ValueReader: ${what} arrive as structured clone makes them`, () => {
    fc.assert(fc.property(arbitrary, (value) => expectCloned([value], new ValuePair())), OPTIONS);
  }, { timeout: 60_000 });
}

test("ValueReader: what several values of a message share stays shared", () => {
  fc.assert(
    fc.property(graphs, scalars, (graph, scalar) => {
      expectCloned([graph, scalar, [graph], { graph }], new ValuePair());
    }),
    OPTIONS,
  );
}, { timeout: 60_000 });

test("ValueWriter: messages follow each other over one pair, whatever was given up between", () => {
  const message = fc.record({
    values: fc.array(carried, { maxLength: 4 }),
    fate: fc.constantFrom("sent", "sent", "abandoned", "refused"),
  });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 12 }), (messages) => {
      const pair = new ValuePair();
      for (const { values, fate } of messages) {
        if (fate === "sent") expectCloned(values, pair);
        else if (fate === "abandoned") pair.abandon(values);
        else assertEquals(pair.crossAll([...values, () => {}]), undefined);
      }
    }),
    OPTIONS,
  );
}, { timeout: 60_000 });

test("ValueWriter: a limit refuses, and never cuts off", () => {
  fc.assert(
    fc.property(carried, fc.nat(60), (value, limit) => {
      const pair = new ValuePair(limit);
      const crossed = pair.cross(value);
      if (crossed === "refused") return;
      assertEquals(differenceOf(crossed.value, structuredClone(value)), undefined);
    }),
    OPTIONS,
  );
}, { timeout: 60_000 });
