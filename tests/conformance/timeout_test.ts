import { currentTask, sleep, timeout, TimeoutError } from "sideloop";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { KEEPS_TASKS, test } from "../_harness/test.ts";
import * as limits from "../fixtures/asyncio/limits_time.ts";
import { inSharedLoop } from "../fixtures/asyncio/run_in_loop.ts";
import { sleepLong } from "../fixtures/sleeps_long.ts";

const TIMED_OUT = "TimeoutError: Timed out after 5 ms";

test("timeout: gives what comes in time, however long that is [120]", async () => {
  assertEquals(await inSharedLoop(limits.inTime()), [
    ...Array.from({ length: 5 }, () => "slept"),
    "value",
    3,
    7,
    "RangeError: failed",
    "RangeError: thrown at once",
  ]);
});

for (const block of limits.BLOCK_NAMES) {
  test(`timeout: ends ${block} with a TimeoutError, caused by the cancellation [120]`, async () => {
    assertEquals(await inSharedLoop(limits.tooLate(block)), [true, "TIMEOUT", "cancelled"]);
  });
}

test("timeout: cancels the block and not the task [120]", async () => {
  assertEquals(await inSharedLoop(limits.leavesTaskAlone()), [false, false, "went on", undefined]);
}, { skip: KEEPS_TASKS });

test("timeout: waits for the cleanup of its block [120]", async () => {
  const log = ["block began", "block cancelled", "block cleaned up", TIMED_OUT];
  assertEquals(await inSharedLoop(limits.cleansUp()), log);
});

for (const milliseconds of [0, -1, -Infinity]) {
  test(`timeout: ${milliseconds} ms ends the first wait that needs a turn of the loop [117]`, async () => {
    const timedOut = "TimeoutError: Timed out after 0 ms";
    const ends = ["value", "resolved", timedOut, timedOut];
    assertEquals(await inSharedLoop(limits.polls(milliseconds)), ends);
  });
}

test("timeout: errors and cancellations of others pass unchanged [120]", async () => {
  const ends = ["same true", "RangeError: own", "cancelled"];
  assertEquals(await inSharedLoop(limits.foreignErrors()), ends);
});

test("timeout: the cancellation of the task passes, and is no expiry [120]", async () => {
  const log = ["cancelled: from outside", "expired false aborted true"];
  assertEquals(await inSharedLoop(limits.cancelledWithin()), log);
});

test("timeout: the cancellation of the task wins over a limit that has struck [120]", async () => {
  const log = ["cleanup began", "cleanup ended", "cancelled", "cancelled true"];
  assertEquals(await inSharedLoop(limits.cancelledInCleanup()), log);
});

test("timeout: of nested limits the one that struck is told [121]", async () => {
  assertEquals(await inSharedLoop(limits.nested(60_000, 5)), "inner");
  assertEquals(await inSharedLoop(limits.nested(5, 60_000)), "outer");
});

test("timeout: of nested limits that both struck the outer one is told [121]", async () => {
  assertEquals(await inSharedLoop(limits.nestedBoth()), [
    "cancelled",
    "TimeoutError: Timed out after 20 ms",
  ]);
});

test("timeout: a block that swallows the cancellation gives its value [122]", async () => {
  assertEquals(await inSharedLoop(limits.swallows()), ["value", true, true, 0]);
});

test(
  "timeout: a block that awaits something else is told at its next wait, once [120]",
  async () => {
    assertEquals(await inSharedLoop(limits.toldAtNextWait()), [
      "foreign went on",
      TIMED_OUT,
      "went on",
    ]);
  },
  { skip: KEEPS_TASKS },
);

test("TimeoutScope.reschedule: sets the limit anew: later, never, sooner and now [120]", async () => {
  assertEquals(await inSharedLoop(limits.reschedules()), [
    ...Array.from({ length: 4 }, () => "in time, true"),
    TIMED_OUT,
    "TimeoutError: Timed out after 0 ms",
    "TimeoutError: Timed out after 0 ms",
    "in time, true",
  ]);
});

test("TimeoutScope.remaining: counts down from the limit, Infinity without one, and never below zero", async () => {
  assertEquals(await inSharedLoop(limits.remains()), [true, true, true]);
});

test("TimeoutScope.reschedule: an InvalidStateError where the limit has struck or is over [123] [159]", async () => {
  assertEquals(await inSharedLoop(limits.rescheduleLate()), [
    "InvalidStateError: Cannot reschedule a timeout that is finished",
    "expired false",
    "InvalidStateError: Cannot reschedule a timeout that is expired",
    "RangeError: Cannot wait: milliseconds must be a number of milliseconds, got NaN",
  ]);
});

test("timeout: never strikes once its block is over, or the limit was set anew", async () => {
  const { wrong } = await inSharedLoop(limits.strikesLate(100));
  assertEquals(wrong, 0);
});

test("timeout: refuses at once what it cannot use [112]", async () => {
  const errors = ["RangeError", ...Array.from({ length: 6 }, () => "TypeError")];
  assertEquals(await inSharedLoop(limits.wrongCalls()), errors);
});

test("timeout: works on the main thread, outside of all tasks", async () => {
  assertEquals(await timeout(60_000, () => sleep(1, "slept")), "slept");
  await assertRejects(() => timeout(5, () => sleepLong()), TimeoutError);
  assert(await timeout(60_000, () => currentTask().name.startsWith("Task-")));
});
