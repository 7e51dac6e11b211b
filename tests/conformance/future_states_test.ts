import { assert, assertEquals, assertFalse, assertStringIncludes, assertThrows } from "@std/assert";
import { CancelledError, Future, InvalidStateError, runCoroutineThreadsafe } from "sideloop";
import { SHARES_MEMORY, test } from "../_harness/test.ts";
import { add } from "../fixtures/futures/add.ts";
import { blocked } from "../fixtures/futures/block_loop.ts";
import { cancelsItself } from "../fixtures/futures/cancels_itself.ts";
import { hold } from "../fixtures/futures/hold.ts";
import { ignoresCancel } from "../fixtures/futures/ignores_cancel.ts";
import { inspect, unhandledDuring } from "../fixtures/futures/runtime_process.ts";
import { throwsError } from "../fixtures/futures/throws.ts";
import { awaitNote, letGo, PATIENCE, withSharedLoop } from "../fixtures/futures/with_loop.ts";

/** Asks again and again without ever turning this thread's event loop. */
function spinUntil(fact: () => boolean): boolean {
  const deadline = performance.now() + PATIENCE;
  while (!fact() && performance.now() < deadline);
  return fact();
}

test(
  "runCoroutineThreadsafe: a new future is neither done nor cancelled nor running [1]",
  () =>
    withSharedLoop(async (loop) => {
      const { unblock } = await blocked(loop);
      const future = runCoroutineThreadsafe(add(1, 2), loop);
      const facts = [future.done(), future.cancelled(), future.running()];
      unblock();
      assertEquals(facts, [false, false, false]);
    }),
  { skip: SHARES_MEMORY },
);

test("Future.done: false while the coroutine runs [1]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    await awaitNote(loop, "a");
    assertFalse(future.done());
    assertFalse(future.cancelled());
  }));

test("Future.running: true while the coroutine runs [5]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    await awaitNote(loop, "a");
    assert(future.running());
  }));

test("Future.running: false again once finished [1]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    await future;
    assertFalse(future.running());
    assert(future.done());
  }));

test("Future.running: false again once cancelled [1]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    await awaitNote(loop, "a");
    future.cancel();
    assertFalse(future.running());
  }));

test.blocking("Future.done: true for a result, an error and a cancellation [3]", () =>
  withSharedLoop((loop) => {
    const returned = runCoroutineThreadsafe(add(1, 2), loop);
    const failed = runCoroutineThreadsafe(throwsError("no"), loop);
    const cancelled = runCoroutineThreadsafe(hold("a"), loop);
    returned.result();
    failed.exception();
    cancelled.cancel();
    assertEquals([returned, failed, cancelled].map((future) => future.done()), [true, true, true]);
    assertEquals(
      [returned, failed, cancelled].map((future) => future.cancelled()),
      [false, false, true],
    );
  }));

test.blocking("Future.done: becomes true though this thread never turns its event loop [3]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    assert(spinUntil(() => future.done()));
    assertEquals(future.result(0), 3);
  }));

test.blocking("Future.cancelled: becomes true though this thread never turns its event loop [34]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(cancelsItself(), loop);
    assert(spinUntil(() => future.cancelled()));
    assert(future.done());
  }));

test.blocking("Future.running: becomes true though this thread never turns its event loop [5]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    assert(spinUntil(() => future.running()));
  }));

test(
  "Future.cancelled: true at once, before the coroutine has heard of it [4]",
  () =>
    withSharedLoop(async (loop) => {
      const future = runCoroutineThreadsafe(hold("a"), loop);
      await awaitNote(loop, "a");
      const { unblock } = await blocked(loop);
      future.cancel();
      const facts = [future.cancelled(), future.done()];
      unblock();
      assertEquals(facts, [true, true]);
    }),
  { skip: SHARES_MEMORY },
);

test("Future: a finished one never changes [2]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    await future;
    future.cancel();
    await future.settled;
    assertFalse(future.cancelled());
    assertEquals(future.result(0), 3);
    assertEquals(await future, 3);
  }));

test("Future: the answer that comes after a cancellation is dropped silently [7]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(ignoresCancel(), loop);
    await awaitNote(loop, "began");
    future.cancel();
    const unhandled = await unhandledDuring(async () => {
      await letGo(loop, "ignoring");
      await future.settled;
    });
    assertEquals(unhandled, []);
    assert(future.cancelled());
    assertThrows(() => future.result(0), CancelledError);
  }));

test("Future: its text never shows the result [8]", () => {
  const future = new Future<string>();
  future.setResult("a secret");
  assertFalse(String(future).includes("a secret"));
  assertFalse(inspect(future).includes("a secret"));
});

test("Future: its text never shows what the error says [8]", () => {
  const future = new Future<string>();
  future.setException(new RangeError("a secret"));
  assertFalse(String(future).includes("a secret"));
  assertFalse(inspect(future).includes("a secret"));
});

test("Future: its text shows the state [8]", () => {
  const future = new Future<string>();
  assertStringIncludes(inspect(future), "pending");
  future.setRunningOrNotifyCancel();
  assertStringIncludes(inspect(future), "running");
  future.setResult("value");
  assertStringIncludes(inspect(future), "finished");
  const cancelled = new Future<string>();
  cancelled.cancel();
  assertStringIncludes(inspect(cancelled), "cancelled");
});

test("Future: its text shows the type of the result [8]", () => {
  const future = new Future<string>();
  future.setResult("value");
  assertStringIncludes(inspect(future), "string");
});

test("Future: its text shows the class of the error [8]", () => {
  const future = new Future<string>();
  future.setException(new RangeError("no"));
  assertStringIncludes(inspect(future), "RangeError");
});

test.blocking("Future: every look gives the same outcome, to any number of waiters [11]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    const awaited = [1, 2, 3, 4, 5].map(async () => await future);
    assertEquals([future.result(), future.result(0), future.result(1_000)], [3, 3, 3]);
    assertEquals(await Promise.all(awaited), [3, 3, 3, 3, 3]);
    assertEquals(await future, 3);
  }));

test("Future: instanceof holds for submitted and for user-made ones [12]", () =>
  withSharedLoop((loop) => {
    assert(runCoroutineThreadsafe(add(1, 2), loop) instanceof Future);
    assert(new Future<number>() instanceof Future);
    assertFalse(Promise.resolve(1) instanceof Future);
  }));

test("InvalidStateError: says in which state the future is [6]", () => {
  const future = new Future<number>();
  future.setResult(1);
  const error = assertThrows(() => future.setResult(2), InvalidStateError);
  assertStringIncludes(error.message, "finished");
});
