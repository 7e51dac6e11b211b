import { test } from "../_harness/test.ts";
import { expectFailure, expectNoFailure } from "./_explorer/expect.ts";

test("Ring: loses nothing and keeps the order, full, empty and wrapped around", async () => {
  await expectNoFailure("ring", 90);
});

test("Ring: data is there when it is published, and is not overwritten while it is read", async () => {
  await expectNoFailure("ring_data", 1_000);
});

test("explore: finds a ring that publishes the tail before the data", async () => {
  await expectFailure("ring_tail_before_data", "threw", "In consumer: Error: got");
});

test("explore: finds a ring that gives up room before the data is copied", async () => {
  await expectFailure("ring_head_before_copy", "threw", "In consumer: Error: got");
});
