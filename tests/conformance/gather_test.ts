import { gather, runCoroutineThreadsafe, sleep } from "sideloop";
import { assertEquals } from "@std/assert";
import { KEEPS_TASKS, test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import * as gathers from "../fixtures/asyncio/gathers.ts";
import { inLoop, inSharedLoop } from "../fixtures/asyncio/run_in_loop.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { withLoop } from "../fixtures/with_loop.ts";

test("gather: gives the results of all kinds of awaitables in their order [125]", async () => {
  const results = ["slept", 3, 7, 11, "promise", "thenable"];
  assertEquals(await inSharedLoop(gathers.inOrder()), results);
});

test("gather: of nothing it is an empty array [125]", async () => {
  assertEquals(await inSharedLoop(gathers.ofNothing()), [[], []]);
});

test("gather: what is given twice runs once, and its result is there twice [125]", async () => {
  assertEquals((await inLoop(gathers.duplicates())).toSorted(), [1, 1, 2, 2, 2]);
});

test("gather: runs coroutines side by side [65]", async () => {
  assertEquals(await inSharedLoop(gathers.sideBySide()), ["a began", "b began"]);
});

test("gather: the first failure is thrown at once, and the siblings go on [125]", async () => {
  assertEquals(await inSharedLoop(gathers.firstFailure()), [
    "sibling began",
    "RangeError: first",
    "sibling done: false",
    "sibling cancelled",
    "sibling cleaned up",
  ]);
});

test("gather: later failures are nobody's concern [125]", async () => {
  assertEquals(await inLoop(gathers.lateFailures()), "RangeError: first");
});

test("gather: failures after its cancellation are nobody's concern [125]", async () => {
  const end = "TimeoutError: Timed out after 5 ms";
  assertEquals(await inLoop(gathers.lateFailuresOfCancelled()), end);
});

test("gather: returnExceptions puts failures and cancellations in their places [125]", async () => {
  const results = ["3", "RangeError", "cancelled", "TypeError"];
  assertEquals(await inSharedLoop(gathers.returnsExceptions()), results);
});

for (const returnExceptions of [false, true]) {
  test(`gather: its cancellation cancels all, with returnExceptions ${returnExceptions} [125] [42]`, async () => {
    const log = await inSharedLoop(gathers.cancelGather(returnExceptions));
    assertEquals(log.toSorted(), [
      "coroutine began",
      "coroutine cancelled",
      "coroutine cleaned up",
      "gather cancelled: true, future cancelled: true",
      "task began",
      "task cancelled",
      "task cleaned up",
    ]);
  });
}

test("gather: the cancellation of a child is a failure, and cancels no other [125]", async () => {
  assertEquals(await inSharedLoop(gathers.childCancelled()), [
    "sibling began",
    "cancelled",
    "self false",
    "sibling false",
    "sibling cancelled",
    "sibling cleaned up",
  ]);
}, { skip: KEEPS_TASKS });

test("gather: can be gathered", async () => {
  assertEquals(await inSharedLoop(gathers.nested()), [[3, "a"], [7]]);
});

test("gather: makes tasks of their own of coroutines, with the caller's context [156] [157]", async () => {
  await withSharedLoop(async (loop) => {
    const each = [true, "describe", "ada"];
    const seen = await runCoroutineThreadsafe(gathers.tasksOf(), loop, { context: "ada" });
    assertEquals(seen, [each, each]);
  });
});

test("gather: refuses at once what it cannot wait for", async () => {
  const errors = [...Array.from({ length: 8 }, () => "TypeError"), "InvalidStateError"];
  assertEquals(await inSharedLoop(gathers.wrongCalls()), errors);
});

test("gather: waits for futures of several loops on the main thread", async () => {
  await withLoop(async (one) => {
    await withLoop(async (two) => {
      const futures = [one, two].map((loop) => runCoroutineThreadsafe(add(1, 2), loop));
      assertEquals(await gather([...futures, add(2, 3), sleep(1, 4)]), [3, 3, 5, 4]);
    });
  });
});

test("gather: refused because of one coroutine, it begins none [125]", async () => {
  assertEquals(await inSharedLoop(gathers.refusesWhole()), ["InvalidStateError", [], "first"]);
});
