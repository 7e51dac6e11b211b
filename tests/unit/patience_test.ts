import { assertEquals } from "@std/assert";
import { Patience, setCores } from "../../src/sync/patience.ts";
import { test } from "../_harness/test.ts";

const SHORT = 0.01;
const LONG = 1_000;
/** More than the tries in a row that the module allows. */
const MANY = 1_000;

function exhausted(): Patience {
  const patience = new Patience();
  for (let wait = 0; wait < MANY && patience.window > 0; wait++) patience.wasted();
  return patience;
}

function sleeps(patience: Patience, milliseconds: number): number {
  let slept = 0;
  for (; slept < 100_000 && patience.window === 0; slept++) patience.slept(milliseconds);
  return slept;
}

test("Patience: nobody looks on one core", () => {
  setCores(() => 1);
  assertEquals(new Patience().window, 0);
});

test("Patience: looking goes on while it pays", () => {
  setCores(() => 2);
  const patience = new Patience();
  for (let wait = 0; wait < MANY; wait++) {
    patience.wasted();
    patience.found(SHORT);
  }
  assertEquals(patience.window > 0, true);
});

test("Patience: looking that found something long after anybody looks was in vain", () => {
  setCores(() => 2);
  const patience = new Patience();
  for (let wait = 0; wait < MANY; wait++) patience.found(LONG);
  assertEquals(patience.window, 0);
});

test("Patience: looking ends when it was in vain often enough in a row", () => {
  setCores(() => 2);
  assertEquals(exhausted().window, 0);
});

test("Patience: short sleeps bring looking back, after twice as many each time", () => {
  setCores(() => 2);
  const patience = exhausted();
  const first = sleeps(patience, SHORT);
  for (let wait = 0; wait < MANY && patience.window > 0; wait++) patience.wasted();
  assertEquals(sleeps(patience, SHORT) >= 2 * first, true);
});

test("Patience: long sleeps do not bring it back", () => {
  setCores(() => 2);
  assertEquals(sleeps(exhausted(), LONG), 100_000);
});
