import { test } from "../_harness/test.ts";
import { expectFailure, expectNoFailure } from "./_explorer/expect.ts";

test("Roster: of two threads that block on each other one finds out", async () => {
  await expectNoFailure("circle_of_two", 20);
});

test("Roster: of three threads that block in a circle one finds out", async () => {
  await expectNoFailure("circle_of_three", 100);
});

test("Roster: no circle is found where an answer is on its way", async () => {
  await expectNoFailure("circle_that_opens", 50);
});

test("explore: finds a thread that says whom it waits for before it has looked", async () => {
  await expectFailure("circle_asked_carelessly", "threw", "there was no circle");
});
