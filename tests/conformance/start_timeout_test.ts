import { BrokenLoopError, newEventLoop, runCoroutineThreadsafe } from "sideloop";
import { assertEquals, assertInstanceOf, assertStringIncludes, assertThrows } from "@std/assert";
import { STARTS_LATER, test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { sleepFor } from "../fixtures/sleeps.ts";
import { failureOf, PATIENCE, thrownBy, withIdleLoop, withLoop } from "../fixtures/with_loop.ts";

/** A module that loads, and is not `sideloop/worker`. */
const OTHER = new URL("../fixtures/serves_nothing.ts", import.meta.url);

function assertNotBegun(error: unknown): void {
  assertInstanceOf(error, BrokenLoopError);
  assertStringIncludes(error.message, `has not begun within its startTimeout; is ${OTHER}`);
}

test("EventLoopOptions.startTimeout: who awaits a loop whose module is another hears of it", () =>
  withIdleLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    loop.start();
    assertNotBegun(await failureOf(future));
    assertNotBegun(await failureOf(loop.ready));
    assertNotBegun(thrownBy(() => runCoroutineThreadsafe(add(1, 2), loop)));
    assertEquals(await loop.join(PATIENCE), true);
  }, { workerUrl: OTHER, startTimeout: 300 }));

test.blocking(
  "EventLoopOptions.startTimeout: who blocks for it does, too",
  () =>
    withIdleLoop((loop) => {
      loop.start();
      assertNotBegun(thrownBy(() => runCoroutineThreadsafe(add(1, 2), loop).result()));
      assertEquals(loop.joinSync(PATIENCE), true);
    }, { workerUrl: OTHER, startTimeout: 300 }),
  { skip: STARTS_LATER },
);

test("EventLoopOptions.startTimeout: a loop that has begun hears no more of it", () =>
  withLoop(async (loop) => {
    await loop.ready;
    assertEquals(await runCoroutineThreadsafe(sleepFor(2_600, "slept"), loop), "slept");
  }, { startTimeout: 2_500 }));

test("EventLoopOptions.startTimeout: is checked", () => {
  assertThrows(() => newEventLoop({ startTimeout: NaN }), RangeError, "startTimeout");
  const soon = { startTimeout: "soon" } as object;
  assertThrows(() => newEventLoop(soon), TypeError, "startTimeout");
});
