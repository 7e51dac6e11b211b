import { test } from "../_harness/test.ts";
import { expectFailure, expectNoFailure } from "./_explorer/expect.ts";

test("Vitals: an owner that blocks sees the loop's end, and its last answer before", async () => {
  await expectNoFailure("loop_exits_blocked", 50);
});

test("Vitals: an owner that listens sees the loop's end, and its last answer before", async () => {
  await expectNoFailure("loop_exits_listening", 100);
});

test("Vitals: an owner that blocks sees a loop die at any step", async () => {
  await expectNoFailure("loop_dies_blocked", 100);
});

test("Vitals: an owner that listens sees a loop die at any step", async () => {
  await expectNoFailure("loop_dies_listening", 100);
});

test("Vitals.markGone: the first to say so gives the exit code", async () => {
  await expectNoFailure("loop_gone_twice", 2);
});

test("explore: finds an owner that reads messages before it asks whether the loop is gone", async () => {
  await expectFailure("loop_gone_asked_last", "check", "the answer was lost");
});

test("explore: finds a loop that dies in the middle of a ring and rings again", async () => {
  await expectFailure("loop_dies_and_rings", "deadlock");
});
