import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import {
  asCompleted,
  CancelledError,
  type Future,
  runCoroutineThreadsafe,
  TimeoutError,
  wait,
} from "sideloop";
import { SHARES_MEMORY, test } from "../_harness/test.ts";
import { add } from "../fixtures/futures/add.ts";
import { blocked } from "../fixtures/futures/block_loop.ts";
import { cancelsItself } from "../fixtures/futures/cancels_itself.ts";
import { hold } from "../fixtures/futures/hold.ts";
import { pause } from "../fixtures/futures/pause.ts";
import { collectReports, type Report } from "../fixtures/futures/reports.ts";
import { turns, unhandledDuring } from "../fixtures/futures/runtime_process.ts";
import { throwsError } from "../fixtures/futures/throws.ts";
import { letGo, withLoop, withSharedLoop } from "../fixtures/futures/with_loop.ts";
import { within } from "../fixtures/futures/within.ts";

test("Future: await gives the value [57]", () =>
  withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(pause(20), loop), 20);
  }));

test("Future: await throws the coroutine's error [58]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(throwsError("no"), loop);
    await assertRejects(() => future, RangeError, "no");
  }));

test("Future: await throws CancelledError for a cancelled one [20]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    future.cancel();
    await assertRejects(() => future, CancelledError);
  }));

test("Future: an await that waits already is told of the cancellation [21]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    const waiting = assertRejects(() => future, CancelledError, "enough");
    await turns();
    future.cancel("enough");
    await within(waiting);
  }));

test("Future: await gives the same error object every time [api 2]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(throwsError("no"), loop);
    const first = await assertRejects(() => future, RangeError);
    const second = await assertRejects(() => future, RangeError);
    assertStrictEquals(first, second);
    assertStrictEquals(assertThrows(() => future.result()), first);
  }));

test("Future.then: passes the value on and gives a new promise [api]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    const doubled: Promise<number> = future.then((value) => 2 * value);
    assertEquals(await doubled, 6);
    assertEquals(await future.then(), 3);
  }));

test("Future.then: calls its second function with the error [api]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(throwsError("no"), loop);
    assertEquals(await future.then(() => "value", (error: Error) => error.message), "no");
  }));

test("Future.then: is asynchronous even on a done future [api]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    await future;
    const order: string[] = [];
    const then = future.then(() => order.push("then"));
    order.push("after");
    await then;
    assertEquals(order, ["after", "then"]);
  }));

test("Future.catch: handles the error and lets a value pass [api]", () =>
  withSharedLoop(async (loop) => {
    const failed = runCoroutineThreadsafe(throwsError("no"), loop);
    const returned = runCoroutineThreadsafe(add(1, 2), loop);
    assertEquals(await failed.catch((error: Error) => error.message), "no");
    assertEquals(await returned.catch(() => "caught"), 3);
  }));

test("Future.finally: runs in both cases and passes the outcome on [api]", () =>
  withSharedLoop(async (loop) => {
    const order: string[] = [];
    const returned = runCoroutineThreadsafe(add(1, 2), loop);
    assertEquals(await returned.finally(() => order.push("returned")), 3);
    const failed = runCoroutineThreadsafe(throwsError("no"), loop);
    await assertRejects(() => failed.finally(() => order.push("failed")), RangeError, "no");
    assertEquals(order, ["returned", "failed"]);
  }));

test("Future: goes where a Promise goes, as a type and as a value [api]", () =>
  withSharedLoop(async (loop) => {
    const promise: Promise<number> = runCoroutineThreadsafe(add(1, 2), loop);
    assertEquals(await Promise.resolve(promise), 3);
    assertEquals(await (async () => await promise)(), 3);
    assertEquals(await (() => promise)(), 3);
  }));

test("Promise.all: takes futures, typed one by one [api]", () =>
  withSharedLoop(async (loop) => {
    const sum = runCoroutineThreadsafe(add(1, 2), loop);
    const held = runCoroutineThreadsafe(hold("a"), loop);
    await letGo(loop, "a");
    const [number, text]: [number, string] = await Promise.all([sum, held]);
    assertEquals([number, text], [3, "a"]);
  }));

test("Promise.all: rejects with the first failure [api]", () =>
  withSharedLoop(async (loop) => {
    const held = runCoroutineThreadsafe(hold("a"), loop);
    const failed = runCoroutineThreadsafe(throwsError("no"), loop);
    await assertRejects(() => within(Promise.all([held, failed])), RangeError, "no");
  }));

test("Promise.allSettled: tells values, errors and cancellations apart [api]", () =>
  withSharedLoop(async (loop) => {
    const ends = await within(Promise.allSettled([
      runCoroutineThreadsafe(add(1, 2), loop),
      runCoroutineThreadsafe(throwsError("no"), loop),
      runCoroutineThreadsafe(cancelsItself(), loop),
    ]));
    const names = ends.map((end) => end.status === "fulfilled" ? end.value : end.reason.name);
    assertEquals(names, [3, "RangeError", "CancelledError"]);
  }));

test("Promise.race: the first to finish wins [api]", () =>
  withSharedLoop(async (loop) => {
    const held = runCoroutineThreadsafe(hold("a"), loop);
    const sum = runCoroutineThreadsafe(add(1, 2), loop);
    assertEquals(await within(Promise.race([held, sum])), 3);
  }));

test.blocking("Future: awaited and blocked on in turn gives the same [11]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(pause(20), loop);
    const waiting = future.then((value) => value);
    assertEquals(future.result(), 20);
    assertEquals(await within(waiting), 20);
  }));

test("Future.name: that of the coroutine, unless the submission names it [api 18]", () =>
  withSharedLoop((loop) => {
    assertEquals(runCoroutineThreadsafe(add(1, 2), loop).name, "add");
    assertEquals(runCoroutineThreadsafe(add(1, 2), loop, { name: "sum" }).name, "sum");
  }));

test("Future.loop: the loop it was submitted to [api]", () =>
  withSharedLoop((loop) => {
    assertStrictEquals(runCoroutineThreadsafe(add(1, 2), loop).loop, loop);
  }));

// settled

test("Future.settled: resolves to nothing after a value [api]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    assertStrictEquals(await future.settled, undefined);
    assert(future.done());
    assertEquals(future.result(0), 3);
  }));

test("Future.settled: resolves after an error too [api]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(throwsError("no"), loop);
    assertStrictEquals(await future.settled, undefined);
    assertThrows(() => future.result(0), RangeError);
  }));

test("Future.settled: resolves after a cancellation before the start [api]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    future.cancel();
    assertStrictEquals(await future.settled, undefined);
  }));

test("Future.settled: asked for after the end, it is resolved [api]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    await future;
    assertStrictEquals(await within(future.settled), undefined);
  }));

// Failures nobody looks at

test("Future: a failure nobody looks at is no unhandled rejection [163]", () =>
  withLoop(async (loop) => {
    collectReports(loop);
    const unhandled = await unhandledDuring(async () => {
      const future = runCoroutineThreadsafe(throwsError("no"), loop);
      await future.settled;
    });
    assertEquals(unhandled, []);
  }));

test("Future: a cancellation nobody looks at is no unhandled rejection [163]", () =>
  withSharedLoop(async (loop) => {
    const unhandled = await unhandledDuring(async () => {
      const future = runCoroutineThreadsafe(hold("a"), loop);
      future.cancel();
      await future.settled;
    });
    assertEquals(unhandled, []);
  }));

test.blocking("Future: an error read by result() is no unhandled rejection later [163]", () =>
  withSharedLoop(async (loop) => {
    const unhandled = await unhandledDuring(() => {
      const future = runCoroutineThreadsafe(throwsError("no"), loop);
      assertThrows(() => future.result(), RangeError);
    });
    assertEquals(unhandled, []);
  }));

/** What a loop reports from a failing future to its own end, when `look` is all that is done with it. */
async function reportsAfter(
  look: (future: Future<number>) => unknown,
): Promise<Report[]> {
  let reports: Report[] = [];
  await withLoop(async (loop) => {
    reports = collectReports(loop).all;
    const future = runCoroutineThreadsafe(throwsError("unseen"), loop);
    await look(future);
    await future.settled;
    loop.stop();
    await loop.join();
    await turns();
  });
  return reports;
}

test("EventLoop.stop: reports a failure nobody looked at, once [163]", async () => {
  const reports = await reportsAfter(() => {});
  assertEquals(reports.length, 1);
  const error = reports[0]?.error;
  assert(error instanceof RangeError && error.message === "unseen");
});

test.blocking("EventLoop.stop: having asked done() is not having looked [163]", async () => {
  const reports = await reportsAfter((future) => {
    while (!future.done());
    future.cancelled();
  });
  assertEquals(reports.length, 1);
});

test("EventLoop.stop: having waited for it with wait() is not having looked [163]", async () => {
  const reports = await reportsAfter((future) => wait([future]));
  assertEquals(reports.length, 1);
});

test("EventLoop.stop: having been given it by asCompleted() is not having looked [163]", async () => {
  const reports = await reportsAfter(async (future) => {
    for await (const finished of asCompleted([future])) assertStrictEquals(finished, future);
  });
  assertEquals(reports.length, 1);
});

test(
  "EventLoop.stop: reports a failure whose only look timed out [163]",
  () =>
    withLoop(async (loop) => {
      const reports = collectReports(loop);
      const { unblock } = await blocked(loop);
      const future = runCoroutineThreadsafe(throwsError("unseen"), loop);
      assertThrows(() => future.result(0), TimeoutError);
      unblock();
      await future.settled;
      loop.stop();
      await within(reports.first);
    }),
  { skip: SHARES_MEMORY },
);

test.blocking("EventLoop.stop: does not report what result() threw [163]", async () => {
  const reports = await reportsAfter((future) => {
    assertThrows(() => future.result(), RangeError);
  });
  assertEquals(reports.length, 0);
});

test.blocking("EventLoop.stop: does not report what exception() gave [163]", async () => {
  const reports = await reportsAfter((future) => {
    assert(future.exception() instanceof RangeError);
  });
  assertEquals(reports.length, 0);
});

test("EventLoop.stop: does not report what an await threw [163]", async () => {
  const reports = await reportsAfter((future) => assertRejects(() => future, RangeError));
  assertEquals(reports.length, 0);
});

test("EventLoop.stop: does not report what catch handled [163]", async () => {
  const reports = await reportsAfter((future) => future.catch(() => {}));
  assertEquals(reports.length, 0);
});

test("EventLoop.stop: does not report a future with a done callback [163]", async () => {
  const reports = await reportsAfter((future) => future.addDoneCallback(() => {}));
  assertEquals(reports.length, 0);
});

test("EventLoop.stop: does not report cancellations [163]", () =>
  withLoop(async (loop) => {
    const reports = collectReports(loop);
    runCoroutineThreadsafe(hold("a"), loop).cancel();
    runCoroutineThreadsafe(cancelsItself(), loop);
    runCoroutineThreadsafe(hold("b"), loop);
    loop.stop();
    await loop.join();
    await turns();
    assertEquals(reports.all.length, 0);
  }));
