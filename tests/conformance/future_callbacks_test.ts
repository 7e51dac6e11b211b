import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { currentThread, type Future, isMainThread, runCoroutineThreadsafe } from "sideloop";
import { test } from "../_harness/test.ts";
import { add } from "../fixtures/futures/add.ts";
import { cancelsItself } from "../fixtures/futures/cancels_itself.ts";
import { cleansUp } from "../fixtures/futures/cleans_up.ts";
import { hold } from "../fixtures/futures/hold.ts";
import { ignoresCancel } from "../fixtures/futures/ignores_cancel.ts";
import { collectReports } from "../fixtures/futures/reports.ts";
import { turns, unhandledDuring } from "../fixtures/futures/runtime_process.ts";
import { throwsError } from "../fixtures/futures/throws.ts";
import { ask, awaitNote, letGo, withLoop, withSharedLoop } from "../fixtures/futures/with_loop.ts";
import { within } from "../fixtures/futures/within.ts";

/** The arguments of every call of a callback registered now. */
function callsOf(future: Future<unknown>): unknown[][] {
  const calls: unknown[][] = [];
  future.addDoneCallback((...args: unknown[]) => {
    calls.push(args);
  });
  return calls;
}

/** Waits for the end of the future and of everything that follows from it in this thread. */
async function end(future: Future<unknown>): Promise<void> {
  await within(future.settled);
  await turns();
}

function assertCalledOnceWith(calls: unknown[][], future: Future<unknown>): void {
  assertEquals(calls.map((args) => args.length), [1]);
  assertStrictEquals(calls[0]?.[0], future);
}

test("Future.addDoneCallback: called once with the future when it returns [45]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    const calls = callsOf(future);
    await end(future);
    assertCalledOnceWith(calls, future);
  }));

test("Future.addDoneCallback: called once with the future when it fails [45]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(throwsError("no"), loop);
    const calls = callsOf(future);
    await end(future);
    assertCalledOnceWith(calls, future);
  }));

test("Future.addDoneCallback: called inside cancel, and never again [45]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(ignoresCancel(), loop);
    const calls = callsOf(future);
    await awaitNote(loop, "began");
    future.cancel();
    assertCalledOnceWith(calls, future);
    future.cancel();
    await letGo(loop, "ignoring");
    await end(future);
    assertCalledOnceWith(calls, future);
  }));

test("Future.addDoneCallback: called when the coroutine cancels itself [45]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(cancelsItself(), loop);
    const calls = callsOf(future);
    await end(future);
    assertCalledOnceWith(calls, future);
  }));

test("Future.addDoneCallback: called when the loop stops [45]", () =>
  withLoop(async (loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    const calls = callsOf(future);
    loop.stop();
    await end(future);
    assertCalledOnceWith(calls, future);
    assert(future.cancelled());
  }));

test("Future.addDoneCallback: called though nobody awaits or blocks [45]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    const called = new Promise<void>((resolve) => future.addDoneCallback(() => resolve()));
    await within(called);
    assert(future.done());
  }));

test("Future.addDoneCallback: inside it the future is done and can be read [10]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    const seen: unknown[] = [];
    future.addDoneCallback((done) => seen.push(done.done(), done.running(), done.result(0)));
    await end(future);
    assertEquals(seen, [true, false, 3]);
  }));

test("Future.addDoneCallback: inside it a cancelled future says so [10]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    const seen: boolean[] = [];
    future.addDoneCallback((done) => seen.push(done.done(), done.cancelled()));
    future.cancel();
    assertEquals(seen, [true, true]);
  }));

test("Future.addDoneCallback: callbacks run in order of registration [46]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    const order: number[] = [];
    for (const n of [1, 2, 3, 4, 5]) future.addDoneCallback(() => order.push(n));
    await end(future);
    assertEquals(order, [1, 2, 3, 4, 5]);
  }));

test("Future.addDoneCallback: the same function twice is called twice, in its places [47]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    const order: string[] = [];
    const twice = (): number => order.push("twice");
    future.addDoneCallback(twice);
    future.addDoneCallback(() => order.push("between"));
    future.addDoneCallback(twice);
    future.cancel();
    assertEquals(order, ["twice", "between", "twice"]);
  }));

test("Future.removeDoneCallback: removes every registration and says how many [47]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    const order: string[] = [];
    const twice = (): number => order.push("twice");
    future.addDoneCallback(twice);
    future.addDoneCallback(() => order.push("stays"));
    future.addDoneCallback(twice);
    assertEquals(future.removeDoneCallback(twice), 2);
    assertEquals(future.removeDoneCallback(twice), 0);
    future.cancel();
    assertEquals(order, ["stays"]);
  }));

test("Future.addDoneCallback: called at once, synchronously, on a finished future [48]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    await future;
    assertCalledOnceWith(callsOf(future), future);
  }));

test.blocking("Future.addDoneCallback: called at once, synchronously, on a failed future [48]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(throwsError("no"), loop);
    future.exception();
    assertCalledOnceWith(callsOf(future), future);
  }));

test("Future.addDoneCallback: called at once on a cancelled future that still cleans up [48]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(cleansUp(), loop);
    await awaitNote(loop, "began");
    future.cancel();
    assertCalledOnceWith(callsOf(future), future);
    await letGo(loop, "cleanup");
  }));

test("Future.addDoneCallback: a callback that throws does not stop the next ones [49]", () =>
  withLoop(async (loop) => {
    collectReports(loop);
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    const order: string[] = [];
    future.addDoneCallback(() => order.push("first"));
    future.addDoneCallback(() => {
      throw new RangeError("in the callback");
    });
    future.addDoneCallback(() => order.push("third"));
    await end(future);
    assertEquals(order, ["first", "third"]);
    assertEquals(future.result(), 3);
  }));

test("Future.addDoneCallback: what a callback throws goes to the exception handler [49]", () =>
  withLoop(async (loop) => {
    const reports = collectReports(loop);
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    const thrown = new RangeError("in the callback");
    future.addDoneCallback(() => {
      throw thrown;
    });
    const { error, loop: source } = await within(reports.first);
    assertStrictEquals(error, thrown);
    assertStrictEquals(source, loop);
  }));

test("Future.cancel: does not throw what a callback throws [49]", () =>
  withLoop(async (loop) => {
    const reports = collectReports(loop);
    const future = runCoroutineThreadsafe(hold("a"), loop);
    const thrown = new RangeError("in the callback");
    future.addDoneCallback(() => {
      throw thrown;
    });
    assert(future.cancel());
    assertStrictEquals((await within(reports.first)).error, thrown);
  }));

test("Future.addDoneCallback: does not throw what a late callback throws [50]", () =>
  withLoop(async (loop) => {
    const reports = collectReports(loop);
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    await future;
    const thrown = new RangeError("in the callback");
    future.addDoneCallback(() => {
      throw thrown;
    });
    assertStrictEquals((await within(reports.first)).error, thrown);
  }));

test("Future.addDoneCallback: a callback may add another, which runs before the later ones [51]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    const order: string[] = [];
    future.addDoneCallback((done) => {
      order.push("first");
      done.addDoneCallback(() => order.push("nested"));
    });
    future.addDoneCallback(() => order.push("last"));
    future.cancel();
    assertEquals(order, ["first", "nested", "last"]);
  }));

test("Future.removeDoneCallback: a callback may remove itself while it runs [45]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    const order: string[] = [];
    const once = (): void => {
      order.push("once");
      future.removeDoneCallback(once);
    };
    future.addDoneCallback(once);
    future.addDoneCallback(() => order.push("next"));
    future.cancel();
    assertEquals(order, ["once", "next"]);
  }));

test("Future.addDoneCallback: callbacks run on the thread that holds the future [52]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    const threads: unknown[] = [];
    future.addDoneCallback(() => threads.push(currentThread().id, currentThread().isMain));
    await end(future);
    assertEquals(threads, [currentThread().id, isMainThread]);
  }));

test("Future.addDoneCallback: the rejection of an async callback is reported, not unhandled [53]", () =>
  withLoop(async (loop) => {
    const reports = collectReports(loop);
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    const thrown = new RangeError("in the callback");
    const unhandled = await unhandledDuring(async () => {
      future.addDoneCallback(() => Promise.reject(thrown));
      await within(reports.first);
    });
    assertEquals(unhandled, []);
    assertStrictEquals(reports.all[0]?.error, thrown);
  }));

test.blocking("Future.addDoneCallback: has run soon after result() came back, and runs only once [54]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    const calls = callsOf(future);
    future.result();
    await Promise.resolve();
    assertCalledOnceWith(calls, future);
    await ask(loop, add(3, 4));
    await end(future);
    assertCalledOnceWith(calls, future);
  }));

test.blocking("Future.addDoneCallback: has run soon after done() told of the end [54]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    const calls = callsOf(future);
    while (!future.done());
    await end(future);
    assertCalledOnceWith(calls, future);
  }));

test("Future.addDoneCallback: what is no function is a TypeError at once [api 15]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    for (const callback of [undefined, null, "text", {}] as unknown as (() => void)[]) {
      const error = assertThrows(() => future.addDoneCallback(callback));
      assertInstanceOf(error, TypeError);
    }
  }));
