import { runCoroutineThreadsafe } from "sideloop";
import { assertEquals } from "@std/assert";
import { test } from "../_harness/test.ts";
import { double } from "../fixtures/doubles.ts";
import { withLoop } from "../fixtures/with_loop.ts";

const DROPPED = 100_000;

test("Future: 100,000 that are dropped leave nothing behind, and the loop goes on", async () => {
  await withLoop(async (loop) => {
    for (let number = 0; number < DROPPED; number++) runCoroutineThreadsafe(double(number), loop);
    assertEquals(await runCoroutineThreadsafe(double(1), loop), 2);
    const { pending, running, completed } = loop.stats();
    assertEquals([pending, running, completed], [0, 0, DROPPED + 1]);
  });
}, { timeout: 60_000 });
