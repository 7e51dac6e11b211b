import { runCoroutineThreadsafe, shield } from "sideloop";
import { assert, assertEquals } from "@std/assert";
import { KEEPS_TASKS, SHARES_MEMORY, test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { inLoop, inSharedLoop } from "../fixtures/asyncio/run_in_loop.ts";
import * as shields from "../fixtures/asyncio/shields.ts";
import { sharedWords } from "../fixtures/blocks_thread.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { withLoop } from "../fixtures/with_loop.ts";

test("shield: gives what the work gives; what is done is given as it is [124]", async () => {
  const values = [3, 7, 11, "promise", 15, true, "RangeError: failed"];
  assertEquals(await inSharedLoop(shields.passesOn()), values);
});

test("shield: the cancellation of who waits does not reach the work [124]", async () => {
  assertEquals(await inSharedLoop(shields.cancelOuter()), [true, false, false, false, "deaf"]);
});

for (const kind of ["task", "coroutine"] as const) {
  test(`shield: a ${kind} of the cancelled task's own goes on [124]`, async () => {
    assertEquals(await inSharedLoop(shields.cancelMaker(kind)), [true, "work began", "work ended"]);
  });
}

test("shield: the cancellation of the work ends the wait [124]", async () => {
  assertEquals(await inSharedLoop(shields.cancelInner()), ["cancelled", false]);
}, { skip: KEEPS_TASKS });

test("shield: a failure that comes after the wait was cancelled is nobody's concern [124]", async () => {
  assert(await inLoop(shields.failsLate()));
});

test("shield: a limit around it strikes, and the work goes on [119]", async () => {
  const ends = ["TimeoutError: Timed out after 5 ms", false, "deaf"];
  assertEquals(await inSharedLoop(shields.limited()), ends);
});

test("shield: a stop of the loop cancels the work all the same [136]", async () => {
  const words = sharedWords();
  await withLoop(async (loop) => {
    await runCoroutineThreadsafe(shields.leavesShielded(words), loop);
  });
  assertEquals(words[0], 1);
}, { skip: SHARES_MEMORY });

test("shield: refuses at once what it cannot wait for", async () => {
  const errors = [...Array.from({ length: 4 }, () => "threw TypeError"), "threw InvalidStateError"];
  assertEquals(await inSharedLoop(shields.wrongCalls()), errors);
});

test("shield: works on the main thread, outside of all tasks", async () => {
  assertEquals(await shield(add(1, 2)), 3);
  await withSharedLoop(async (loop) => {
    assertEquals(await shield(runCoroutineThreadsafe(add(1, 2), loop)), 3);
  });
});
