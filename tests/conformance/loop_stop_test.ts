import { CancelledError, LoopClosedError, newEventLoop, runCoroutineThreadsafe } from "sideloop";
import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { SHARES_MEMORY, test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { raised, sharedWords, spin } from "../fixtures/blocks_thread.ts";
import { cleanUp, cleanUpForEver } from "../fixtures/cleans_up.ts";
import { ignoreCancel } from "../fixtures/ignores_cancel.ts";
import { sleepLong } from "../fixtures/sleeps_long.ts";
import { stopOwnLoop } from "../fixtures/stops_own_loop.ts";
import { endOf, failureOf, PATIENCE, thrownBy, withLoop } from "../fixtures/with_loop.ts";

test("EventLoop.stop: returns at once and refuses from then on [62]", async () => {
  await withLoop((loop) => {
    assertEquals(loop.stop(), undefined);
    assertThrows(() => runCoroutineThreadsafe(add(1, 2), loop), LoopClosedError);
  });
});

test("EventLoop.stop: is bound", async () => {
  await withLoop(async (loop) => {
    const { stop } = loop;
    stop();
    assertEquals(await loop.join(), true);
  });
});

test("EventLoop.stop: cancels every future at once, begun or not [138]", async () => {
  await withLoop(async (loop) => {
    const words = sharedWords();
    const begun = runCoroutineThreadsafe(cleanUp(words), loop);
    assert(await raised(words, 0, PATIENCE));
    const queued = runCoroutineThreadsafe(sleepLong(), loop);
    loop.stop();
    assertEquals([begun.cancelled(), queued.cancelled()], [true, true]);
  });
}, { skip: SHARES_MEMORY });

test("EventLoop.stop: wakes who awaits a future [138]", async () => {
  await withLoop(async (loop) => {
    const failure = failureOf(runCoroutineThreadsafe(sleepLong(), loop));
    await runCoroutineThreadsafe(add(1, 2), loop);
    loop.stop();
    assertInstanceOf(await failure, CancelledError);
  });
});

test.blocking("EventLoop.stop: wakes who blocks on a future, when the loop stops itself [138]", async () => {
  await withLoop((loop) => {
    const future = runCoroutineThreadsafe(stopOwnLoop(), loop);
    assertInstanceOf(thrownBy(() => future.result(PATIENCE)), CancelledError);
  });
});

test("EventLoop.stop: from a coroutine of the loop ends the loop [141]", async () => {
  await withLoop(async (loop) => {
    const future = runCoroutineThreadsafe(stopOwnLoop(), loop);
    assertEquals(await loop.join(), true);
    assertEquals(future.cancelled(), true);
    assertEquals(loop.isRunning(), false);
  });
});

test("EventLoop.stop: leaves finished futures as they are [138]", async () => {
  const loop = newEventLoop().start();
  const future = runCoroutineThreadsafe(add(1, 2), loop);
  await future;
  await endOf(loop);
  assertEquals(future.result(0), 3);
  assertEquals(future.cancelled(), false);
});

test("EventLoop.stop: gives cleanup its time [136]", async () => {
  const words = sharedWords();
  const loop = newEventLoop().start();
  const future = runCoroutineThreadsafe(cleanUp(words), loop);
  assert(await raised(words, 0, PATIENCE));
  await endOf(loop);
  assertEquals(words[1], 1);
  await future.settled;
}, { skip: SHARES_MEMORY });

test.blocking("EventLoop.stop: gives cleanup its time while the caller blocks in joinSync [136]", async () => {
  await withLoop(async (loop) => {
    const words = sharedWords();
    runCoroutineThreadsafe(cleanUp(words), loop);
    assert(await raised(words, 0, PATIENCE));
    loop.stop();
    assertEquals(loop.joinSync(PATIENCE), true);
    assertEquals(words[1], 1);
  });
});

test("EventLoop.stop: does not wait when nothing is left, whatever stopTimeout says [143]", async () => {
  await withLoop(async (loop) => {
    await runCoroutineThreadsafe(add(1, 2), loop);
    loop.stop();
    assertEquals(await loop.join(PATIENCE), true);
  }, { stopTimeout: 3_600_000 });
});

test("EventLoop.stop: does not wait longer than the cleanup takes [143]", async () => {
  await withLoop(async (loop) => {
    const words = sharedWords();
    runCoroutineThreadsafe(cleanUp(words), loop);
    assert(await raised(words, 0, PATIENCE));
    loop.stop();
    assertEquals(await loop.join(PATIENCE), true);
  }, { stopTimeout: 3_600_000 });
}, { skip: SHARES_MEMORY });

const STUBBORN = { ignoreCancel, cleanUpForEver, spin };

for (const [name, stubborn] of Object.entries(STUBBORN)) {
  test(`EventLoop.stop: terminates ${name} when stopTimeout is up [142]`, async () => {
    await withLoop(async (loop) => {
      const words = sharedWords();
      const future = runCoroutineThreadsafe(stubborn(words), loop);
      assert(await raised(words, 0, PATIENCE));
      loop.stop();
      assertEquals(future.cancelled(), true);
      assertEquals(await loop.join(PATIENCE), true);
      await future.settled;
    }, { stopTimeout: 50, onError: () => {} });
  }, { skip: SHARES_MEMORY });
}

test.blocking("EventLoop.stop: terminates a busy thread while the caller blocks in joinSync [142]", async () => {
  await withLoop(async (loop) => {
    const words = sharedWords();
    runCoroutineThreadsafe(spin(words), loop);
    assert(await raised(words, 0, PATIENCE));
    loop.stop();
    assertEquals(loop.joinSync(PATIENCE), true);
  }, { stopTimeout: 50, onError: () => {} });
});

test("EventLoop.stop: is idempotent, in one turn and after the end [140]", async () => {
  await withLoop(async (loop) => {
    loop.stop();
    loop.stop();
    assertEquals(await Promise.all([loop.join(), loop.join()]), [true, true]);
    loop.stop();
    assertEquals(await loop.join(), true);
  });
});

test("EventLoop.stop: before the start closes and cancels what was queued", async () => {
  const loop = newEventLoop();
  const future = runCoroutineThreadsafe(add(1, 2), loop);
  loop.stop();
  assertEquals(loop.isClosed(), true);
  assertInstanceOf(await failureOf(future), CancelledError);
  assertThrows(() => loop.start(), LoopClosedError);
});

test("EventLoop.stop: right after the start, before the thread is up [139]", async () => {
  const loop = newEventLoop().start();
  const future = runCoroutineThreadsafe(add(1, 2), loop);
  await endOf(loop);
  assertEquals(future.done(), true);
});
