import { assertEquals } from "@std/assert";
import { Vitals } from "../../src/sync/vitals.ts";
import { test } from "../_harness/test.ts";

test("Vitals.age: a loop that was started within this millisecond has an age to divide by", () => {
  const vitals = new Vitals();
  const ages = Array.from({ length: 10 }, () => {
    vitals.markStarted();
    return vitals.age();
  });
  assertEquals(ages.filter((age) => age < 1), []);
});
