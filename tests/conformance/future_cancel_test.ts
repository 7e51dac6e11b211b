import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  CancelledError,
  type EventLoop,
  type Future,
  isCancelled,
  runCoroutineThreadsafe,
  TimeoutError,
  wait,
} from "sideloop";
import { SHARES_MEMORY, test } from "../_harness/test.ts";
import { abortsOwnWork } from "../fixtures/futures/aborts_own_work.ts";
import { add } from "../fixtures/futures/add.ts";
import { blocked } from "../fixtures/futures/block_loop.ts";
import { cancelsItself } from "../fixtures/futures/cancels_itself.ts";
import { cleansUp } from "../fixtures/futures/cleans_up.ts";
import { failsInCleanup } from "../fixtures/futures/fails_in_cleanup.ts";
import { hold } from "../fixtures/futures/hold.ts";
import { ignoresCancel } from "../fixtures/futures/ignores_cancel.ts";
import { noteDown } from "../fixtures/futures/journal.ts";
import { notesError } from "../fixtures/futures/notes_error.ts";
import { collectReports } from "../fixtures/futures/reports.ts";
import { turns } from "../fixtures/futures/runtime_process.ts";
import { sleepsOften } from "../fixtures/futures/sleeps_often.ts";
import { swallowsCancel } from "../fixtures/futures/swallows_cancel.ts";
import { type SeenReason, seenReasons, tellsReason } from "../fixtures/futures/tells_reason.ts";
import { throwsError } from "../fixtures/futures/throws.ts";
import {
  ask,
  awaitNote,
  journalOf,
  letGo,
  withLoop,
  withSharedLoop,
} from "../fixtures/futures/with_loop.ts";
import { within } from "../fixtures/futures/within.ts";

/** Cancels a running coroutine with `reason` and gives what its signal told it. */
async function reasonSeenAfter(loop: EventLoop, reason?: unknown): Promise<SeenReason> {
  const future = runCoroutineThreadsafe(tellsReason(), loop);
  await awaitNote(loop, "began");
  future.cancel(reason);
  await awaitNote(loop, "told");
  const [seen] = await ask(loop, seenReasons());
  assert(seen !== undefined);
  return seen;
}

// Before the coroutine has begun

test("Future.cancel: right after the submission the body never runs [36]", () =>
  withLoop(async (loop) => {
    const future = runCoroutineThreadsafe(noteDown("ran"), loop);
    assert(future.cancel());
    await future.settled;
    assertEquals(await journalOf(loop), []);
  }));

test(
  "Future.cancel: while the loop is busy the waiting body never runs [36]",
  () =>
    withSharedLoop(async (loop) => {
      await journalOf(loop);
      const { unblock } = await blocked(loop);
      const future = runCoroutineThreadsafe(noteDown("ran"), loop);
      assert(future.cancel());
      unblock();
      await future.settled;
      assertEquals(await journalOf(loop), []);
    }),
  { skip: SHARES_MEMORY },
);

test(
  "Future.cancel: what was submitted before and after still runs [36]",
  () =>
    withSharedLoop(async (loop) => {
      const { unblock } = await blocked(loop);
      runCoroutineThreadsafe(noteDown("before"), loop);
      const future = runCoroutineThreadsafe(noteDown("cancelled"), loop);
      runCoroutineThreadsafe(noteDown("after"), loop);
      future.cancel();
      unblock();
      assertEquals(await journalOf(loop), ["before", "after"]);
    }),
  { skip: SHARES_MEMORY },
);

test("runCoroutineThreadsafe: a signal aborted beforehand gives a cancelled future [44]", () =>
  withSharedLoop(async (loop) => {
    const signal = AbortSignal.abort();
    const future = runCoroutineThreadsafe(noteDown("ran"), loop, { signal });
    assert(future.cancelled());
    await future.settled;
    assertEquals(await journalOf(loop), []);
  }));

// While it runs

test("Future.cancel: true while the coroutine runs [26]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    await awaitNote(loop, "a");
    assert(future.cancel());
    assert(future.cancelled());
  }));

test("Future.cancel: does not wait for the loop [29]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    await awaitNote(loop, "a");
    const { unblockedInTime, unblock } = await blocked(loop);
    assert(future.cancel());
    unblock();
    assert(await unblockedInTime, "cancel came back only when the loop was free again");
  }), { skip: SHARES_MEMORY });

test("Future.cancel: aborts the task's signal with a CancelledError [29]", () =>
  withSharedLoop(async (loop) => {
    assert((await reasonSeenAfter(loop)).isCancelled);
  }));

test("runCoroutineThreadsafe: aborting its signal cancels the coroutine [44]", () =>
  withSharedLoop(async (loop) => {
    const controller = new AbortController();
    const { signal } = controller;
    const future = runCoroutineThreadsafe(tellsReason(), loop, { signal });
    await awaitNote(loop, "began");
    controller.abort();
    assert(future.cancelled());
    await awaitNote(loop, "told");
  }));

test("runCoroutineThreadsafe: aborting its signal after the end changes nothing [44]", () =>
  withSharedLoop(async (loop) => {
    const controller = new AbortController();
    const { signal } = controller;
    const future = runCoroutineThreadsafe(add(1, 2), loop, { signal });
    await future;
    controller.abort();
    assertFalse(future.cancelled());
    assertEquals(await future, 3);
  }));

test("Future.cancel: a sleeping coroutine gets CancelledError in its sleep [30]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(notesError(), loop);
    await awaitNote(loop, "began");
    future.cancel("enough");
    await future.settled;
    assertEquals(await journalOf(loop), ["began", "cancelled: enough"]);
  }));

test("Future.cancel: finally blocks run, and the library's waits in them work [30]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(cleansUp(), loop);
    await awaitNote(loop, "began");
    future.cancel();
    await letGo(loop, "cleanup");
    await future.settled;
    assertEquals(await journalOf(loop), ["began", "cleanup began", "cleanup ended"]);
  }));

test("Future.cancel: a coroutine that does not listen runs to its end [30]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(ignoresCancel(), loop);
    await awaitNote(loop, "began");
    future.cancel();
    await letGo(loop, "ignoring");
    await future.settled;
    assertEquals(await journalOf(loop), ["began", "ended"]);
  }));

test("Future.cancel: one coroutine's cancellation leaves the others alone [29]", () =>
  withSharedLoop(async (loop) => {
    const first = runCoroutineThreadsafe(hold("a"), loop);
    const second = runCoroutineThreadsafe(hold("b"), loop);
    await awaitNote(loop, "b");
    first.cancel();
    await first.settled;
    assertFalse(second.done());
    await letGo(loop, "b");
    assertEquals(await second, "b");
  }));

test("Future.cancel: ten thousand sleeps of one task end at once [43]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(sleepsOften(10_000), loop);
    await awaitNote(loop, "began");
    future.cancel();
    await within(future.settled);
    assertEquals(await journalOf(loop), ["began", "10000 cancelled"]);
  }));

// While it cleans up

test("Future.cancel: the future is done while the coroutine still cleans up [31]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(cleansUp(), loop);
    await awaitNote(loop, "began");
    future.cancel();
    await awaitNote(loop, "cleanup began");
    assert(future.done());
    assert(future.cancelled());
    assertThrows(() => future.result(0), CancelledError);
    await letGo(loop, "cleanup");
  }));

test("Future.settled: unresolved until the cleanup has ended [31]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(cleansUp(), loop);
    await awaitNote(loop, "began");
    future.cancel();
    let settled = false;
    const end = future.settled.then(() => settled = true);
    await runCoroutineThreadsafe(add(1, 2), loop);
    assertFalse(settled);
    await letGo(loop, "cleanup");
    await end;
    assert((await journalOf(loop)).includes("cleanup ended"));
  }));

test("wait: lists a cancelled future as not done until its cleanup has ended [31]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(cleansUp(), loop);
    await awaitNote(loop, "began");
    future.cancel();
    const during = await wait([future], { timeout: 50 });
    assertEquals([...during.notDone], [future]);
    await letGo(loop, "cleanup");
    const after = await wait([future]);
    assertEquals([...after.done], [future]);
    assert((await journalOf(loop)).includes("cleanup ended"));
  }));

test("Future: awaiting a cancelled one does not wait for the cleanup [31]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(cleansUp(), loop);
    await awaitNote(loop, "began");
    future.cancel();
    await assertRejects(() => within(future), CancelledError);
    assertFalse((await journalOf(loop)).includes("cleanup ended"));
    await letGo(loop, "cleanup");
  }));

test("Future.cancel: a second call is true and is not delivered [27]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(cleansUp(), loop);
    await awaitNote(loop, "began");
    assert(future.cancel());
    await awaitNote(loop, "cleanup began");
    assert(future.cancel());
    await letGo(loop, "cleanup");
    await future.settled;
    assertEquals(await journalOf(loop), ["began", "cleanup began", "cleanup ended"]);
  }));

test("Future.cancel: the first reason stays [40]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(tellsReason(), loop);
    await awaitNote(loop, "began");
    future.cancel("first");
    future.cancel("second");
    await awaitNote(loop, "told");
    assertEquals((await ask(loop, seenReasons())).map((reason) => reason.message), ["first"]);
    assertThrows(() => future.result(0), CancelledError, "first");
  }));

test("Future.cancel: what the coroutine returns after all is discarded [32]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(swallowsCancel(), loop);
    await awaitNote(loop, "began");
    future.cancel();
    await future.settled;
    assertEquals(await journalOf(loop), ["began", "swallowed"]);
    assert(future.cancelled());
    assertThrows(() => future.result(0), CancelledError);
  }));

test("Future.cancel: an error in the cleanup leaves the future cancelled [33]", () =>
  withLoop(async (loop) => {
    collectReports(loop);
    const future = runCoroutineThreadsafe(failsInCleanup(), loop);
    await awaitNote(loop, "began");
    future.cancel();
    await future.settled;
    assert(future.cancelled());
    assertThrows(() => future.result(0), CancelledError);
  }));

test("Future.cancel: an error in the cleanup goes to the loop's exception handler [33]", () =>
  withLoop(async (loop) => {
    const reports = collectReports(loop);
    const future = runCoroutineThreadsafe(failsInCleanup(), loop);
    await awaitNote(loop, "began");
    future.cancel();
    const { error, message, loop: source } = await within(reports.first);
    assertInstanceOf(error, RangeError);
    assertEquals(error.message, "cleanup failed");
    assert(message.length > 0);
    assertStrictEquals(source, loop);
    assertEquals(await ask(loop, add(1, 2)), 3);
    assertEquals(reports.all.length, 1);
  }));

// The reason

test("Future.cancel: a text becomes the message of the coroutine's CancelledError [39]", () =>
  withSharedLoop(async (loop) => {
    const reason = await reasonSeenAfter(loop, "the user left");
    assert(reason.isCancelled);
    assertEquals(reason.message, "the user left");
  }));

test("Future.cancel: an error becomes the cause [39]", () =>
  withSharedLoop(async (loop) => {
    const reason = await reasonSeenAfter(loop, new RangeError("too far"));
    assert(reason.isCancelled);
    assertInstanceOf(reason.cause, RangeError);
    assertEquals(reason.cause.message, "too far");
  }));

test("Future.cancel: any other value becomes the cause [39]", () =>
  withSharedLoop(async (loop) => {
    const reason = await reasonSeenAfter(loop, { row: 5 });
    assert(reason.isCancelled);
    assertEquals(reason.cause, { row: 5 });
  }));

test("Future.cancel: a reason that cannot cross is dropped, the cancellation is not [39]", () =>
  withSharedLoop(async (loop) => {
    const reason = await reasonSeenAfter(loop, () => "a closure");
    assert(reason.isCancelled);
  }));

test("Future.cancel: without a reason the error still says something [39]", () =>
  withSharedLoop(async (loop) => {
    assert((await reasonSeenAfter(loop)).message.length > 0);
    const future = runCoroutineThreadsafe(hold("a"), loop);
    future.cancel();
    assert(assertThrows(() => future.result(), CancelledError).message.length > 0);
  }));

test("Future.cancel: the reason is in the error of result and of await [39]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    future.cancel("the user left");
    assertThrows(() => future.result(), CancelledError, "the user left");
    await assertRejects(() => within(future), CancelledError, "the user left");
  }));

test("Future.cancel: the caller's reason keeps its identity on the caller's side [39]", () =>
  withSharedLoop((loop) => {
    const cause = new RangeError("too far");
    const future = runCoroutineThreadsafe(hold("a"), loop);
    future.cancel(cause);
    assertStrictEquals(assertThrows(() => future.result(), CancelledError).cause, cause);
  }));

// From inside

test("CancelledError: thrown by the coroutine makes the future cancelled [34]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(cancelsItself(), loop);
    const error = await assertRejects(() => within(future), CancelledError, "from inside");
    assert(isCancelled(error));
    assert(future.cancelled());
    assertThrows(() => future.exception(0), CancelledError);
  }));

test.blocking("Future.cancelled: false for an AbortError of the coroutine's own [35]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(abortsOwnWork(), loop);
    const error = future.exception();
    assertFalse(future.cancelled());
    assertFalse(isCancelled(error));
    assert(error instanceof Error && error.name === "AbortError");
  }));

// After the end

test("Future.cancel: false on a finished future, which keeps its result [28]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    await future;
    assertFalse(future.cancel());
    assertFalse(future.cancelled());
    assertEquals(future.result(0), 3);
  }));

test.blocking("Future.cancel: false on a failed future, which keeps its error [28]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(throwsError("no"), loop);
    future.exception();
    assertFalse(future.cancel());
    assertFalse(future.cancelled());
    assertThrows(() => future.result(0), RangeError, "no");
  }));

test("Future.cancel: true on a future that was cancelled and has ended [27]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    future.cancel();
    await future.settled;
    assert(future.cancel());
  }));

/** Whether what `cancel` said and how the future ended fit together. */
function isConsistent(future: Future<number>, told: boolean): boolean {
  if (told !== future.cancelled()) return false;
  return told ? isCancelled(thrownBy(future)) : future.result(0) === 3;
}

function thrownBy(future: Future<number>): unknown {
  try {
    return future.result(0);
  } catch (error) {
    return error;
  }
}

test("Future.cancel: racing with the end, exactly one of them wins [37]", () =>
  withSharedLoop(async (loop) => {
    let calls = 0;
    for (let round = 0; round < 300; round++) {
      const future = runCoroutineThreadsafe(add(1, 2), loop);
      future.addDoneCallback(() => calls++);
      for (let spin = 0; spin < round * 20 && !future.running(); spin++);
      const told = future.cancel();
      assert(isConsistent(future, told), `round ${round}, before the end`);
      await future.settled;
      assert(isConsistent(future, told), `round ${round}, after the end`);
    }
    await turns();
    assertEquals(calls, 300);
  }));

// The loop's end

test("EventLoop.stop: cancels what is unfinished [34]", () =>
  withLoop(async (loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    await awaitNote(loop, "a");
    loop.stop();
    assert(future.cancelled());
    await assertRejects(() => within(future), CancelledError);
    await within(future.settled);
  }));

test("EventLoop.stop: leaves what is finished as it is [34]", () =>
  withLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    await future;
    loop.stop();
    await loop.join();
    assertFalse(future.cancel());
    assertEquals(await future, 3);
    assertEquals(await future, 3);
  }));

test("Future.cancel: true after the loop has stopped, and waiters end at once [38]", () =>
  withLoop(async (loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    loop.stop();
    await loop.join();
    assert(future.cancel());
    await within(future.settled);
    const { done } = await within(wait([future]));
    assert(done.has(future));
  }));

test("Future.settled: comes though the loop had to be terminated [38]", () =>
  withLoop(async (loop) => {
    collectReports(loop);
    const future = runCoroutineThreadsafe(ignoresCancel(), loop);
    await awaitNote(loop, "began");
    loop.stop();
    await within(future.settled);
    const { done } = await within(wait([future]));
    assert(done.has(future));
  }));

// What is no cancellation

test.blocking("Future.result: a timeout cancels nothing [16]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    assertThrows(() => future.result(20), TimeoutError);
    await letGo(loop, "a");
    assertEquals(future.result(), "a");
  }));

test("wait: a timeout cancels nothing [42]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    await wait([future], { timeout: 20 });
    assertFalse(future.cancelled());
    await letGo(loop, "a");
    assertEquals(await future, "a");
  }));

test("wait: aborting its signal cancels nothing [42]", () =>
  withSharedLoop(async (loop) => {
    const controller = new AbortController();
    const future = runCoroutineThreadsafe(hold("a"), loop);
    const waiting = wait([future], { signal: controller.signal });
    controller.abort();
    await assertRejects(() => within(waiting));
    assertFalse(future.cancelled());
    await letGo(loop, "a");
    assertEquals(await future, "a");
  }));
