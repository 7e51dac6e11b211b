import {
  type EventLoop,
  Future,
  LoopClosedError,
  newEventLoop,
  runCoroutineThreadsafe,
} from "sideloop";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { nextNumber } from "../fixtures/counts_calls.ts";
import { taskContext, taskName } from "../fixtures/describes_task.ts";
import { meet } from "../fixtures/meets_others.ts";
import { mutate } from "../fixtures/mutates_argument.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { sleepLong } from "../fixtures/sleeps_long.ts";
import { throwBuiltIn } from "../fixtures/throws_errors.ts";
import {
  endOf,
  failureOf,
  PATIENCE,
  thrownBy,
  withIdleLoop,
  withLoop,
} from "../fixtures/with_loop.ts";

type Work = Parameters<typeof runCoroutineThreadsafe>[0];

const NOT_COROUTINES: [string, () => unknown][] = [
  ["a closure", () => () => 1],
  ["a bare async function", () => async () => await Promise.resolve(1)],
  ["a coroutine function that was not called", () => add],
  ["a promise", () => Promise.resolve(1)],
  ["a foreign thenable", () => ({ then: () => {} })],
  ["a future", () => new Future<number>()],
  ["a number", () => 1],
  ["a string", () => "add"],
  ["null", () => null],
  ["undefined", () => undefined],
];

for (const [what, make] of NOT_COROUTINES) {
  test(`runCoroutineThreadsafe: refuses ${what} at once and queues nothing [55]`, async () => {
    await withIdleLoop((loop) => {
      assertThrows(() => runCoroutineThreadsafe(make() as Work, loop), TypeError);
      assertEquals(loop.stats().pending, 0);
    });
  });
}

test("runCoroutineThreadsafe: says how to make a coroutine when it refuses a function [55]", async () => {
  await withIdleLoop((loop) => {
    const error = thrownBy(() => runCoroutineThreadsafe((() => 1) as unknown as Work, loop));
    assertMatch(String(error), /coroutine\(|inline\(/);
  });
});

test("runCoroutineThreadsafe: refuses what is not a loop [55]", () => {
  assertThrows(() => runCoroutineThreadsafe(add(1, 2), {} as EventLoop), TypeError);
  assertThrows(
    () => runCoroutineThreadsafe(add(1, 2), undefined as unknown as EventLoop),
    TypeError,
  );
});

test("runCoroutineThreadsafe: returns a pending future at once [56]", async () => {
  await withIdleLoop((loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    assertInstanceOf(future, Future);
    assertEquals(future.done(), false);
  });
});

test("runCoroutineThreadsafe: the coroutine's value is the future's, awaited [57]", async () => {
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(add(1, 2), loop), 3);
  });
});

test.blocking("runCoroutineThreadsafe: the coroutine's value is the future's, blocked for [57]", async () => {
  await withSharedLoop((loop) => {
    assertEquals(runCoroutineThreadsafe(add(1, 2), loop).result(PATIENCE), 3);
  });
});

test("runCoroutineThreadsafe: the coroutine's error is the future's [58]", async () => {
  await withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(throwBuiltIn("RangeError", "Fail!"), loop);
    await assertRejects(() => future, RangeError, "Fail!");
  });
});

test("runCoroutineThreadsafe: a wait that timed out and a cancel leave nothing behind [59]", async () => {
  await withLoop(async (loop) => {
    await loop.ready;
    const future = runCoroutineThreadsafe(sleepLong(), loop);
    assertThrows(() => future.result(0));
    future.cancel();
    await future.settled;
    const { pending, running } = loop.stats();
    assertEquals({ pending, running }, { pending: 0, running: 0 });
  });
});

test("runCoroutineThreadsafe: a closed loop throws, it does not return a failed future [61]", () => {
  const loop = newEventLoop();
  loop.close();
  assertThrows(() => runCoroutineThreadsafe(add(1, 2), loop), LoopClosedError);
});

test("runCoroutineThreadsafe: refuses from the moment the stop begins [62]", async () => {
  await withLoop((loop) => {
    loop.stop();
    assertThrows(() => runCoroutineThreadsafe(add(1, 2), loop), LoopClosedError);
  });
});

test("runCoroutineThreadsafe: what is submitted before the start runs after it [63]", async () => {
  await withIdleLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    loop.start();
    assertEquals(await future, 3);
  });
});

test("runCoroutineThreadsafe: coroutines start in the order of submission [64]", async () => {
  await withSharedLoop(async (loop) => {
    const order = Array.from({ length: 20 }, () => runCoroutineThreadsafe(nextNumber(), loop));
    assertEquals(await Promise.all(order), Array.from({ length: 20 }, (_, index) => index));
  });
});

test("runCoroutineThreadsafe: coroutines run concurrently on one loop [65]", async () => {
  await withLoop(async (loop) => {
    const all = Array.from({ length: 100 }, () => runCoroutineThreadsafe(meet(100), loop));
    assertEquals(await Promise.all(all), Array.from({ length: 100 }, () => 100));
  });
});

test.blocking("runCoroutineThreadsafe: a thousand in flight, and a block on the last of them first [64]", async () => {
  await withSharedLoop((loop) => {
    const sums = Array.from({ length: 1_000 }, (_, n) => runCoroutineThreadsafe(add(n, 1), loop));
    const values = sums.reverse().map((future) => future.result(PATIENCE));
    assertEquals(values, Array.from({ length: 1_000 }, (_, n) => 1_000 - n));
  });
});

test("runCoroutineThreadsafe: arguments are cloned when it is called [72]", async () => {
  await withIdleLoop(async (loop) => {
    const list = [1, 2];
    const future = runCoroutineThreadsafe(mutate(list), loop);
    list.push(3, 4, 5);
    loop.start();
    assertEquals(await future, 3);
  });
});

test("runCoroutineThreadsafe: a change that the coroutine makes does not come back [72]", async () => {
  await withSharedLoop(async (loop) => {
    const list = [1, 2];
    await runCoroutineThreadsafe(mutate(list), loop);
    assertEquals(list, [1, 2]);
  });
});

test("runCoroutineThreadsafe: the future knows its loop and the coroutine's name", async () => {
  await withIdleLoop((loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    assertStrictEquals(future.loop, loop);
    assertEquals(future.name, "add");
  });
});

test("runCoroutineThreadsafe: the name option names the future and the task", async () => {
  await withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(taskName(), loop, { name: "job 7" });
    assertEquals(future.name, "job 7");
    assertEquals(await future, "job 7");
  });
});

test("runCoroutineThreadsafe: the context option reaches the task, cloned at once [155]", async () => {
  await withIdleLoop(async (loop) => {
    const context = { user: "ada", roles: ["admin"] };
    const future = runCoroutineThreadsafe(taskContext(), loop, { context });
    context.roles.push("late");
    loop.start();
    assertEquals(await future, { user: "ada", roles: ["admin"] });
  });
});

test("runCoroutineThreadsafe: aborting the signal option cancels the future", async () => {
  await withSharedLoop(async (loop) => {
    const controller = new AbortController();
    const future = runCoroutineThreadsafe(sleepLong(), loop, { signal: controller.signal });
    controller.abort();
    assertEquals(future.cancelled(), true);
    await future.settled;
  });
});

test("runCoroutineThreadsafe: a signal aborted before gives a cancelled future that never runs", async () => {
  await withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(nextNumber(), loop, { signal: AbortSignal.abort() });
    assertEquals(future.cancelled(), true);
    assertEquals(await runCoroutineThreadsafe(nextNumber(), loop), 0);
  });
});

test("runCoroutineThreadsafe: aborting the signal of a finished future changes nothing", async () => {
  await withSharedLoop(async (loop) => {
    const controller = new AbortController();
    const future = runCoroutineThreadsafe(add(1, 2), loop, { signal: controller.signal });
    await future;
    controller.abort();
    assertEquals(future.cancelled(), false);
    assertEquals(future.result(0), 3);
  });
});

test("runCoroutineThreadsafe: refuses a signal that is none", async () => {
  await withIdleLoop((loop) => {
    const options = { signal: {} as AbortSignal };
    assertThrows(() => runCoroutineThreadsafe(add(1, 2), loop, options), TypeError);
  });
});

test("runCoroutineThreadsafe: each accepted future is settled when submit races with stop [139]", async () => {
  const loop = newEventLoop().start();
  const futures: Future<unknown>[] = [];
  for (let turn = 0; turn < 50; turn += 1) futures.push(runCoroutineThreadsafe(add(turn, 1), loop));
  await futures[0];
  for (let turn = 0; turn < 50; turn += 1) futures.push(runCoroutineThreadsafe(sleepLong(), loop));
  loop.stop();
  assertInstanceOf(thrownBy(() => runCoroutineThreadsafe(add(1, 1), loop)), LoopClosedError);
  await endOf(loop);
  assert(futures.every((future) => future.done()));
});

test("runCoroutineThreadsafe: submitting and cancelling right before stop does not hang it [146]", async () => {
  const loop = newEventLoop().start();
  const future = runCoroutineThreadsafe(sleepLong(), loop);
  future.cancel();
  await endOf(loop);
  assertEquals((await failureOf(future) as Error).name, "CancelledError");
});
