import { CancelledError, runCoroutineThreadsafe } from "sideloop";
import { assertEquals, assertInstanceOf } from "@std/assert";
import { test } from "../_harness/test.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { orderOf, race, sleepFor, wrongSleep, yieldToTimer } from "../fixtures/sleeps.ts";
import { sleepLong } from "../fixtures/sleeps_long.ts";
import { failureOf } from "../fixtures/with_loop.ts";

test("sleep: gives the value [112]", async () => {
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(sleepFor(1, "slept"), loop), "slept");
    assertEquals(await runCoroutineThreadsafe(sleepFor(1), loop), undefined);
  });
});

test("sleep: zero and negative give the value, too [111]", async () => {
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(sleepFor(0, "zero"), loop), "zero");
    assertEquals(await runCoroutineThreadsafe(sleepFor(-5, "negative"), loop), "negative");
  });
});

test("sleep: zero and negative let timers fire [111]", async () => {
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(yieldToTimer(0), loop), true);
    assertEquals(await runCoroutineThreadsafe(yieldToTimer(-1), loop), true);
  });
});

test("sleep: NaN is a RangeError, at once [112]", async () => {
  await withSharedLoop(async (loop) => {
    const told = await runCoroutineThreadsafe(wrongSleep(NaN), loop);
    assertEquals(told, { name: "RangeError", atOnce: true });
  });
});

test("sleep: what is not a number is a TypeError, at once", async () => {
  await withSharedLoop(async (loop) => {
    for (const wrong of ["10", null, undefined, {}]) {
      const told = await runCoroutineThreadsafe(wrongSleep(wrong), loop);
      assertEquals(told, { name: "TypeError", atOnce: true });
    }
  });
});

test("sleep: more than 2^31-1 ms is a long time, not none", async () => {
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(race(2 ** 31, 50), loop), "timer");
    assertEquals(await runCoroutineThreadsafe(race(Infinity, 50), loop), "timer");
  });
});

test("sleep: a short one ends before a long timer", async () => {
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(race(1, 5_000), loop), "sleep");
  });
});

test("sleep: ends at once when its task is cancelled [30] [43]", async () => {
  await withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(sleepLong(), loop);
    await runCoroutineThreadsafe(sleepFor(1), loop);
    future.cancel();
    assertInstanceOf(await failureOf(future), CancelledError);
    await future.settled;
  });
});

test("sleep: others run while one sleeps [65]", async () => {
  await withSharedLoop(async (loop) => {
    const sleeper = runCoroutineThreadsafe(sleepLong(), loop);
    assertEquals(await runCoroutineThreadsafe(sleepFor(1, "slept"), loop), "slept");
    assertEquals(sleeper.done(), false);
  });
});

test("sleep: sleeps end in the order of their lengths, those without a length first [113]", async () => {
  await withSharedLoop(async (loop) => {
    const order = await runCoroutineThreadsafe(orderOf([120, 40, -5, 80, 0]), loop);
    assertEquals(order, [-5, 0, 40, 80, 120]);
  });
});
