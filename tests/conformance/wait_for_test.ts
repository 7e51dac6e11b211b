import { runCoroutineThreadsafe, sleep, TimeoutError, waitFor } from "sideloop";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { test } from "../_harness/test.ts";
import { inLoop, inSharedLoop } from "../fixtures/asyncio/run_in_loop.ts";
import * as waits from "../fixtures/asyncio/waits_for.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { sleepLong } from "../fixtures/sleeps_long.ts";

const TIMED_OUT = "TimeoutError: Timed out after 5 ms";

test("waitFor: gives what comes in time, however long that is [114]", async () => {
  const slept = Array.from({ length: 5 }, () => "slept");
  assertEquals(await inSharedLoop(waits.inTime()), [...slept, 3, 7, 11, "RangeError: failed"]);
});

for (const kind of ["coroutine", "task", "future"] as const) {
  test(`waitFor: cancels a ${kind} whose time is up, and waits for its end [114]`, async () => {
    const log = await inLoop(waits.tooLate(kind));
    assertEquals(log.toSorted(), [
      "TimeoutError TIMEOUT",
      "caused by a cancellation: true",
      "self false",
      "work began",
      "work cancelled",
      "work cleaned up",
    ]);
    if (kind === "future") return;
    assert(log.indexOf("work cleaned up") < log.indexOf("TimeoutError TIMEOUT"), log.join());
  });
}

test("waitFor: a coroutine that catches its cancellation gives its value, a task does not [115]", async () => {
  const log = ["swallowed cancelled", "swallowed", "swallowed cancelled", TIMED_OUT];
  assertEquals(await inSharedLoop(waits.suppressed()), log);
});

test("waitFor: an error in the cleanup takes the place of the TimeoutError [116]", async () => {
  assertEquals(await inSharedLoop(waits.cleanupFails()), "RangeError: fumbled");
});

for (const milliseconds of [0, -1, -Infinity]) {
  test(`waitFor: ${milliseconds} ms polls: it gives what is done, and begins no coroutine [117]`, async () => {
    const timedOut = "TimeoutError: Timed out after 0 ms";
    assertEquals(await inSharedLoop(waits.polls(milliseconds)), [
      timedOut,
      "3",
      "resolved",
      timedOut,
      timedOut,
      "InvalidStateError: Cannot use coroutine brief: it was closed; call the function again",
      "undone began",
      "undone cancelled",
      "undone cleaned up",
    ]);
  });
}

for (const kind of ["coroutine", "task"] as const) {
  test(`waitFor: its cancellation cancels a ${kind}, and waits for its end [118]`, async () => {
    const log = ["work began", "work cancelled", "work cleaned up", "cancelled"];
    assertEquals(await inSharedLoop(waits.cancelWaitFor(kind)), log);
  });

  test(`waitFor: a ${kind} that ignores its cancellation is left to itself after its grace [114]`, async () => {
    assertEquals(await inSharedLoop(waits.graces(kind, 5)), [TIMED_OUT, "went on"]);
    assertEquals(await inSharedLoop(waits.graces(kind, 0)), [TIMED_OUT, "went on"]);
  });
}

test("waitFor: work that ignores its cancellation is waited for during its grace [114]", async () => {
  assertEquals(await inSharedLoop(waits.endsInGrace()), ["opens", "ended", TIMED_OUT]);
});

test("waitFor: the grace holds for the cancellation of the calling task, too [118]", async () => {
  assertEquals(await inSharedLoop(waits.graceOfCancelled()), ["cancelled", "went on"]);
});

test("waitFor: the failure of what was left to itself is nobody's concern", async () => {
  assertEquals(await inLoop(waits.failsAfterGrace()), "TimeoutError: Timed out after 1 ms");
});

test("waitFor: shielded work goes on when its time is up [119]", async () => {
  assertEquals(await inSharedLoop(waits.shielded()), [TIMED_OUT, "deaf"]);
});

test("waitFor: refuses at once what it cannot wait for [112]", async () => {
  const errors = ["RangeError", "RangeError", ...Array.from({ length: 8 }, () => "TypeError")];
  assertEquals(await inSharedLoop(waits.wrongCalls()), errors);
});

test("waitFor: works on the main thread, outside of all tasks", async () => {
  await withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(sleepLong(), loop);
    await assertRejects(() => waitFor(future, 5), TimeoutError);
    assert(future.cancelled());
    assertEquals(await waitFor(sleep(1, "slept"), 60_000), "slept");
    await assertRejects(() => waitFor(sleepLong(), 5), TimeoutError);
  });
});
