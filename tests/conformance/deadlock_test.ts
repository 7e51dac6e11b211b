import { runCoroutineThreadsafe } from "sideloop";
import { assertEquals } from "@std/assert";
import { test } from "../_harness/test.ts";
import { awaitHere, blockHere, resultOfDone, type Way } from "../fixtures/blocks_on_own_loop.ts";
import { PATIENCE, withLoop } from "../fixtures/with_loop.ts";

const WAYS: Way[] = [
  "result",
  "resultTimeout",
  "exception",
  "exceptionTimeout",
  "waitSync",
  "asCompleted",
  "joinSync",
];

for (const way of WAYS) {
  test(`DeadlockError: ${way} on the own loop throws at once, and the loop lives on [24] [183]`, async () => {
    await withLoop((loop) => {
      const future = runCoroutineThreadsafe(blockHere(way), loop);
      assertEquals(future.result(PATIENCE), { error: "DeadlockError", value: 3 });
    });
  });
}

test("runCoroutineThreadsafe: a future of the own loop can be awaited there [70]", async () => {
  await withLoop((loop) => {
    assertEquals(runCoroutineThreadsafe(awaitHere(), loop).result(PATIENCE), 3);
  });
});

test("Future.result: of a finished future is allowed on the own loop [25]", async () => {
  await withLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(resultOfDone(), loop), [3, 3, 3]);
  });
});
