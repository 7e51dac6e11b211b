import {
  BrokenLoopError,
  CancelledError,
  InvalidStateError,
  LoopAlreadyRunningError,
  LoopClosedError,
  newEventLoop,
  runCoroutineThreadsafe,
} from "sideloop";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { SHARES_MEMORY, STARTS_LATER, test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { raised, sharedWords, spin } from "../fixtures/blocks_thread.ts";
import { blockInCleanup } from "../fixtures/cleans_up.ts";
import { nextNumber } from "../fixtures/counts_calls.ts";
import { describeThread, runningLoopName } from "../fixtures/describes_thread.ts";
import { raise } from "../fixtures/blocks_thread.ts";
import { ignoreCancel } from "../fixtures/ignores_cancel.ts";
import { returnFunction } from "../fixtures/returns_unserializable.ts";
import { sleepLong } from "../fixtures/sleeps_long.ts";
import { throwBuiltIn } from "../fixtures/throws_errors.ts";
import { countWaiting, release, waitForRelease } from "../fixtures/waits_for_release.ts";
import { failureOf, PATIENCE, withIdleLoop, withLoop } from "../fixtures/with_loop.ts";

test("newEventLoop: gives a loop that is neither running nor closed", async () => {
  await withIdleLoop((loop) => {
    assertEquals(loop.isRunning(), false);
    assertEquals(loop.isClosed(), false);
  });
});

test("newEventLoop: names loops AsyncLoop-N, each differently [95]", async () => {
  await withIdleLoop(async (first) => {
    await withIdleLoop((second) => {
      assertMatch(first.name, /^AsyncLoop-\d+$/);
      assertMatch(second.name, /^AsyncLoop-\d+$/);
      assertNotEquals(first.name, second.name);
    });
  });
});

test("newEventLoop: the default name is the name of the thread [95]", async () => {
  await withLoop(async (loop) => {
    const { name } = await runCoroutineThreadsafe(describeThread(), loop);
    assertEquals(name, loop.name);
  });
});

test("newEventLoop: the name option names the loop and its thread [95]", async () => {
  await withLoop(async (loop) => {
    assertEquals(loop.name, "Пряжа 7");
    const { name } = await runCoroutineThreadsafe(describeThread(), loop);
    assertEquals(name, "Пряжа 7");
    assertEquals(await runCoroutineThreadsafe(runningLoopName(), loop), "Пряжа 7");
  }, { name: "Пряжа 7" });
});

test("EventLoop.start: returns the loop", async () => {
  await withIdleLoop((loop) => {
    assertStrictEquals(loop.start(), loop);
  });
});

test("EventLoop.start: twice throws and leaves the running loop untouched [82]", async () => {
  await withLoop(async (loop) => {
    await loop.ready;
    assertThrows(() => loop.start(), LoopAlreadyRunningError);
    assertEquals(loop.isRunning(), true);
    assertEquals(await runCoroutineThreadsafe(add(1, 2), loop), 3);
  });
});

test("EventLoop.start: twice in one turn throws [82]", async () => {
  await withLoop((loop) => {
    assertThrows(() => loop.start(), LoopAlreadyRunningError);
  });
});

test("EventLoop.start: a stopped loop cannot be started again [86]", async () => {
  await withLoop(async (loop) => {
    loop.stop();
    await loop.join();
    assertThrows(() => loop.start(), LoopClosedError);
  });
});

test.blocking("EventLoop.start: submit and block in the same turn works [81]", async () => {
  await withIdleLoop((loop) => {
    assertEquals(runCoroutineThreadsafe(add(1, 2), loop.start()).result(PATIENCE), 3);
  });
}, { skip: STARTS_LATER });

test("EventLoop.ready: resolves when the loop takes work", async () => {
  await withLoop(async (loop) => {
    await loop.ready;
    assertEquals(loop.isRunning(), true);
  });
});

test("EventLoop.ready: taken before the start resolves after it", async () => {
  await withIdleLoop(async (loop) => {
    const { ready } = loop;
    loop.start();
    await ready;
    assertEquals(loop.isRunning(), true);
  });
});

test("EventLoop.ready: settles when the loop is stopped before it is up", async () => {
  await withLoop(async (loop) => {
    const { ready } = loop;
    loop.stop();
    await ready.catch(() => {});
  });
});

test("EventLoop.ready: settles when a loop that was never started is closed", async () => {
  const loop = newEventLoop();
  const { ready } = loop;
  loop.close();
  await assertRejects(() => ready, LoopClosedError);
});

test.blocking("EventLoop.isRunning: is true without a turn of the caller's event loop [83]", async () => {
  await withLoop((loop) => {
    runCoroutineThreadsafe(add(1, 2), loop).result(PATIENCE);
    assertEquals(loop.isRunning(), true);
    assertEquals(loop.isClosed(), false);
  });
});

test("EventLoop.close: a running loop throws and runs on [87]", async () => {
  await withLoop(async (loop) => {
    assertThrows(() => loop.close(), InvalidStateError);
    assertEquals(loop.isClosed(), false);
    assertEquals(await runCoroutineThreadsafe(add(1, 2), loop), 3);
  });
});

test("EventLoop.close: closes a loop that was not started; idempotent [88]", () => {
  const loop = newEventLoop();
  loop.close();
  loop.close();
  assertEquals(loop.isClosed(), true);
  assertEquals(loop.isRunning(), false);
});

test("EventLoop.close: a stopped loop can be closed, twice [88]", async () => {
  await withLoop(async (loop) => {
    loop.stop();
    await loop.join();
    loop.close();
    loop.close();
    assertEquals(loop.isClosed(), true);
  });
});

test("EventLoop.close: a closed loop cannot be started [89]", () => {
  const loop = newEventLoop();
  loop.close();
  assertThrows(() => loop.start(), LoopClosedError);
});

test("EventLoop.close: cancels what was queued [90]", async () => {
  const loop = newEventLoop();
  const future = runCoroutineThreadsafe(add(1, 2), loop);
  loop.close();
  assertEquals(future.cancelled(), true);
  assertInstanceOf(await failureOf(future), CancelledError);
});

test("EventLoop.join: is false when the time is up, and does not stop the loop [142]", async () => {
  await withLoop(async (loop) => {
    assertEquals(await loop.join(10), false);
    assertEquals(await runCoroutineThreadsafe(add(1, 2), loop), 3);
  });
});

test("EventLoop.join: polls with zero and negative timeouts", async () => {
  await withLoop(async (loop) => {
    assertEquals(await loop.join(0), false);
    assertEquals(await loop.join(-1), false);
    loop.stop();
    await loop.join();
    assertEquals(await loop.join(0), true);
  });
});

test("EventLoop.join: without a timeout waits for the end", async () => {
  await withLoop(async (loop) => {
    loop.stop();
    assertEquals(await loop.join(), true);
    assertEquals(loop.isRunning(), false);
  });
});

test("EventLoop.join: refuses NaN at once", async () => {
  await withLoop((loop) => {
    assertThrows(() => loop.join(NaN), RangeError);
    assertThrows(() => loop.joinSync(NaN), RangeError);
  });
});

test("EventLoop.join: a timeout beyond 2^31-1 is a long time, not none", async () => {
  await withLoop(async (loop) => {
    const long = loop.join(2 ** 31 + 1);
    assertEquals(await Promise.race([long, loop.join(100)]), false);
    loop.stop();
    assertEquals(await long, true);
  });
});

test.blocking("EventLoop.joinSync: is false when the time is up", async () => {
  await withLoop((loop) => {
    assertEquals(loop.joinSync(0), false);
    assertEquals(loop.joinSync(10), false);
  });
});

test.blocking("EventLoop.joinSync: stop and join in one turn, without a turn of the event loop", async () => {
  await withLoop((loop) => {
    runCoroutineThreadsafe(add(1, 2), loop).result(PATIENCE);
    loop.stop();
    assertEquals(loop.joinSync(PATIENCE), true);
    assertEquals(loop.isRunning(), false);
  });
});

test.blocking("EventLoop.joinSync: start, stop and join in one turn", async () => {
  await withLoop((loop) => {
    loop.stop();
    assertEquals(loop.joinSync(PATIENCE), true);
  });
});

test("EventLoop[Symbol.dispose]: stops the loop and cancels what is left [145]", async () => {
  await withLoop(async (loop) => {
    const future = runCoroutineThreadsafe(sleepLong(), loop);
    loop[Symbol.dispose]();
    assertEquals(future.cancelled(), true);
    assertThrows(() => runCoroutineThreadsafe(add(1, 2), loop), LoopClosedError);
    assertEquals(await loop.join(), true);
  });
});

test("EventLoop[Symbol.asyncDispose]: resolves when the thread has ended [145]", async () => {
  await withLoop(async (loop) => {
    const future = runCoroutineThreadsafe(sleepLong(), loop);
    await loop[Symbol.asyncDispose]();
    assertEquals(future.cancelled(), true);
    assertEquals(loop.isRunning(), false);
    assertEquals(loop.joinSync(0), true);
  });
});

test(
  "EventLoop.terminate: ends a thread that is busy for ever; its future breaks [142]",
  async () => {
    await withLoop(async (loop) => {
      const words = sharedWords();
      const future = runCoroutineThreadsafe(spin(words), loop);
      assert(await raised(words, 0, PATIENCE));
      await loop.terminate();
      assertInstanceOf(await failureOf(future), BrokenLoopError);
      assertEquals(loop.isRunning(), false);
      assertEquals(loop.joinSync(0), true);
    });
  },
  { skip: SHARES_MEMORY },
);

test("EventLoop.terminate: futures that were queued break too [195]", async () => {
  await withLoop(async (loop) => {
    const futures = [1, 2, 3].map(() => runCoroutineThreadsafe(sleepLong(), loop));
    await loop.terminate();
    for (const future of futures) await assertRejects(() => future, BrokenLoopError);
  });
});

test("EventLoop.terminate: ends a thread that is still starting", async () => {
  await withLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    await loop.terminate();
    assertEquals([future.done(), loop.isRunning()], [true, false]);
  });
});

test("EventLoop.terminate: results that are there stay [138]", async () => {
  await withLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    await future;
    await loop.terminate();
    assertEquals(future.result(0), 3);
  });
});

test("EventLoop.terminate: is idempotent, also after stop [140]", async () => {
  await withLoop(async (loop) => {
    await Promise.all([loop.terminate(), loop.terminate()]);
    loop.stop();
    await loop.terminate();
    assertEquals(await loop.join(), true);
  });
});

test("EventLoop.stats: are numbers, all zero before any work", async () => {
  await withIdleLoop((loop) => {
    const { pending, running, completed, failed, cancelled, lag, utilization } = loop.stats();
    assertEquals([pending, running, completed, failed, cancelled], [0, 0, 0, 0, 0]);
    assert(lag >= 0 && Number.isFinite(lag));
    assert(utilization >= 0 && utilization <= 1);
  });
});

test("EventLoop.stats: pending counts what is accepted and not begun", async () => {
  await withIdleLoop((loop) => {
    for (let count = 0; count < 3; count += 1) runCoroutineThreadsafe(nextNumber(), loop);
    assertEquals(loop.stats().pending, 3);
    assertEquals(loop.stats().running, 0);
  });
});

test("EventLoop.stats: running counts what has begun and not ended", async () => {
  await withLoop(async (loop) => {
    const futures = [1, 2].map(() => runCoroutineThreadsafe(waitForRelease(), loop));
    assertEquals(await runCoroutineThreadsafe(countWaiting(), loop), 2);
    assertEquals(loop.stats().running, 2);
    loop.callSoonThreadsafe(release, "go");
    await Promise.all(futures);
    assertEquals(loop.stats().running, 0);
  });
});

test("EventLoop.stats: counts the ends by kind", async () => {
  await withLoop(async (loop) => {
    await runCoroutineThreadsafe(add(1, 2), loop);
    await runCoroutineThreadsafe(add(3, 4), loop);
    await failureOf(runCoroutineThreadsafe(throwBuiltIn("Error", "counted"), loop));
    const sleeper = runCoroutineThreadsafe(sleepLong(), loop);
    sleeper.cancel();
    await sleeper.settled;
    const { completed, failed, cancelled } = loop.stats();
    assertEquals({ completed, failed, cancelled }, { completed: 2, failed: 1, cancelled: 1 });
  });
});

test("EventLoop.stats: a result that cannot cross is a failure, as its future has it [191]", async () => {
  await withLoop(async (loop) => {
    await failureOf(runCoroutineThreadsafe(returnFunction(), loop));
    const { completed, failed } = loop.stats();
    assertEquals({ completed, failed }, { completed: 0, failed: 1 });
  });
});

test("EventLoop.stats: a cancelled coroutine in its cleanup is running", async () => {
  await withLoop(async (loop) => {
    const words = sharedWords();
    const atCleanup = sharedWords();
    const future = runCoroutineThreadsafe(blockInCleanup(words, atCleanup), loop);
    assert(await raised(words, 0, PATIENCE));
    future.cancel();
    assert(await raised(atCleanup, 0, PATIENCE));
    assertEquals(loop.stats().running, 1);
    raise(words, 1);
    await future.settled;
    assertEquals(loop.stats().running, 0);
  });
}, { skip: SHARES_MEMORY });

for (const [how, ends] of [["stop", [0, 1]], ["terminate", [1, 0]]] as const) {
  test(`EventLoop.stats: what ${how} cuts off counts as its future ends`, async () => {
    await withLoop(async (loop) => {
      const words = sharedWords();
      const future = runCoroutineThreadsafe(ignoreCancel(words), loop);
      assert(await raised(words, 0, PATIENCE));
      await loop[how]();
      await failureOf(future);
      await loop.join();
      const { pending, running, completed, failed, cancelled } = loop.stats();
      assertEquals([pending, running, completed], [0, 0, 0]);
      assertEquals([failed, cancelled], [...ends]);
    }, { stopTimeout: 20, onError: () => {} });
  }, { skip: SHARES_MEMORY });
}

test("EventLoop.stats: can be read when the loop has ended", async () => {
  await withLoop(async (loop) => {
    await runCoroutineThreadsafe(add(1, 2), loop);
    loop.stop();
    await loop.join();
    const { pending, running, completed } = loop.stats();
    assertEquals({ pending, running, completed }, { pending: 0, running: 0, completed: 1 });
  });
});

test.blocking(
  "EventLoop: eight loops at once, started, used and stopped by a blocked thread [81]",
  () => {
    const loops = Array.from({ length: 8 }, () => newEventLoop().start());
    try {
      const sums = loops.map((loop, n) => runCoroutineThreadsafe(add(n, n), loop));
      assertEquals(sums.map((sum) => sum.result(PATIENCE)), [0, 2, 4, 6, 8, 10, 12, 14]);
    } finally {
      for (const loop of loops) loop.stop();
      assertEquals(loops.every((loop) => loop.joinSync(PATIENCE)), true);
    }
  },
  { skip: STARTS_LATER },
);

test("EventLoop: two loops share no module state [199]", async () => {
  await withLoop(async (first) => {
    await withLoop(async (second) => {
      assertEquals(await runCoroutineThreadsafe(nextNumber(), first), 0);
      assertEquals(await runCoroutineThreadsafe(nextNumber(), first), 1);
      assertEquals(await runCoroutineThreadsafe(nextNumber(), second), 0);
    });
  });
});
