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
  Future,
  InvalidStateError,
  runCoroutineThreadsafe,
  TimeoutError,
  wait,
} from "sideloop";
import { test } from "../_harness/test.ts";
import { givesWord, waitsForWord } from "../fixtures/futures/meeting.ts";
import { turns, unhandledDuring } from "../fixtures/futures/runtime_process.ts";
import { ask, PATIENCE, withLoop } from "../fixtures/futures/with_loop.ts";
import { within } from "../fixtures/futures/within.ts";

function returned<T>(value: T): Future<T> {
  const future = new Future<T>();
  future.setResult(value);
  return future;
}

function failed(error: unknown): Future<number> {
  const future = new Future<number>();
  future.setException(error);
  return future;
}

function cancelled(reason?: unknown): Future<number> {
  const future = new Future<number>();
  future.cancel(reason);
  return future;
}

/** What `action` prints as errors; the console is put back afterwards. */
function printedBy(action: () => void): unknown[][] {
  const printed: unknown[][] = [];
  const { error } = console;
  console.error = (...args: unknown[]) => {
    printed.push(args);
  };
  try {
    action();
  } finally {
    console.error = error;
  }
  return printed;
}

test("new Future: is pending [1]", () => {
  const future = new Future<number>();
  assertEquals([future.done(), future.running(), future.cancelled()], [false, false, false]);
});

test("Future.setResult: finishes the future with the value [2]", () => {
  const future = returned(3);
  assertEquals([future.done(), future.running(), future.cancelled()], [true, false, false]);
  assertEquals(future.result(), 3);
  assertStrictEquals(future.exception(), undefined);
});

test("Future.setResult: keeps the identity of the value [2]", () => {
  const value = { deep: [1, 2, 3] };
  assertStrictEquals(returned(value).result(), value);
});

test("Future.setResult: undefined is a value [2]", async () => {
  const future = returned(undefined);
  assert(future.done());
  assertStrictEquals(future.result(), undefined);
  assertStrictEquals(await future, undefined);
});

test("Future.setException: finishes the future with the error [2]", () => {
  const error = new RangeError("no");
  const future = failed(error);
  assertEquals([future.done(), future.running(), future.cancelled()], [true, false, false]);
  assertStrictEquals(assertThrows(() => future.result()), error);
  assertStrictEquals(future.exception(), error);
});

test("Future.setException: what is no Error is thrown as it is [2]", async () => {
  const future = failed("a text");
  assertStrictEquals(future.exception(), "a text");
  assertStrictEquals(await future.catch((reason: unknown) => reason), "a text");
});

test("Future: waiting for a user-made one wakes when it is set [22]", async () => {
  const future = new Future<number>();
  const waiting = within(future);
  await turns();
  future.setResult(3);
  assertEquals(await waiting, 3);
});

test("Future: waiting for a user-made one rejects when it fails [22]", async () => {
  const future = new Future<number>();
  const error = new RangeError("no");
  const waiting = within(future).catch((reason: unknown) => reason);
  await turns();
  future.setException(error);
  assertStrictEquals(await waiting, error);
});

test("Future.result: polling a pending user-made one is a TimeoutError [14]", () => {
  const future = new Future<number>();
  for (const timeout of [0, -0, -1]) {
    assertThrows(() => future.result(timeout), TimeoutError);
    assertThrows(() => future.exception(timeout), TimeoutError);
  }
  future.setResult(3);
  assertEquals(future.result(0), 3);
});

test("Future.result: polling a running user-made one is a TimeoutError [14]", () => {
  const future = new Future<number>();
  future.setRunningOrNotifyCancel();
  assertThrows(() => future.result(0), TimeoutError);
});

// States

test("Future.setRunningOrNotifyCancel: true and running, for a pending future [2]", () => {
  const future = new Future<number>();
  assertStrictEquals(future.setRunningOrNotifyCancel(), true);
  assertEquals([future.done(), future.running(), future.cancelled()], [false, true, false]);
});

test("Future.setRunningOrNotifyCancel: false for a cancelled future, which stays so [2]", () => {
  const future = cancelled();
  assertStrictEquals(future.setRunningOrNotifyCancel(), false);
  assertEquals([future.done(), future.running(), future.cancelled()], [true, false, true]);
});

test("Future.setRunningOrNotifyCancel: InvalidStateError when running or finished [2]", () => {
  const future = new Future<number>();
  future.setRunningOrNotifyCancel();
  assertThrows(() => future.setRunningOrNotifyCancel(), InvalidStateError);
  future.setResult(3);
  assertThrows(() => future.setRunningOrNotifyCancel(), InvalidStateError);
  assertEquals(future.result(), 3);
});

test("Future.setResult: ends the running state [2]", () => {
  const future = new Future<number>();
  future.setRunningOrNotifyCancel();
  future.setResult(3);
  assertEquals([future.done(), future.running()], [true, false]);
});

test("Future.setResult: InvalidStateError on a finished future, which keeps its value [6]", () => {
  const future = returned(3);
  assertThrows(() => future.setResult(4), InvalidStateError);
  assertThrows(() => future.setException(new Error("no")), InvalidStateError);
  assertEquals(future.result(), 3);
});

test("Future.setException: InvalidStateError on a failed future, which keeps its error [6]", () => {
  const error = new RangeError("no");
  const future = failed(error);
  assertThrows(() => future.setException(new Error("another")), InvalidStateError);
  assertThrows(() => future.setResult(4), InvalidStateError);
  assertStrictEquals(future.exception(), error);
});

test("Future.setResult: InvalidStateError on a cancelled future, which stays so [6]", () => {
  const future = cancelled();
  assertThrows(() => future.setResult(4), InvalidStateError);
  assertThrows(() => future.setException(new Error("no")), InvalidStateError);
  assert(future.cancelled());
  assertThrows(() => future.result(), CancelledError);
});

// Cancellation

test("Future.cancel: true on a pending user-made future, also again [27]", () => {
  const future = new Future<number>();
  assertStrictEquals(future.cancel(), true);
  assertStrictEquals(future.cancel(), true);
  assert(future.cancelled() && future.done());
});

test("Future.cancel: false on a finished user-made future [28]", () => {
  for (const future of [returned(3), failed(new Error("no"))]) {
    assertStrictEquals(future.cancel(), false);
    assertFalse(future.cancelled());
  }
  assertEquals(returned(3).result(), 3);
});

test("Future.cancel: true on a running user-made future [26]", () => {
  const future = new Future<number>();
  future.setRunningOrNotifyCancel();
  assertStrictEquals(future.cancel(), true);
  assertEquals([future.done(), future.running(), future.cancelled()], [true, false, true]);
});

test("Future.result: CancelledError for a cancelled user-made future, whatever the timeout [20]", () => {
  const future = cancelled("enough");
  for (const timeout of [undefined, 0, -1, 5_000]) {
    assertThrows(() => future.result(timeout), CancelledError, "enough");
    assertThrows(() => future.exception(timeout), CancelledError, "enough");
  }
});

test("Future.cancel: wakes whoever awaits a user-made future [21]", async () => {
  const future = new Future<number>();
  const waiting = assertRejects(() => within(future), CancelledError);
  await turns();
  future.cancel();
  await waiting;
});

// settled

test("Future.settled: resolves when a user-made future is set [31]", async () => {
  const future = new Future<number>();
  const settled = within(future.settled);
  await turns();
  future.setResult(3);
  assertStrictEquals(await settled, undefined);
  assertStrictEquals(await within(failed(new Error("no")).settled), undefined);
});

test("wait: a cancelled user-made future is done when its producer has heard of it [31]", async () => {
  const future = cancelled();
  assertStrictEquals((await wait([future], { timeout: 0 })).notDone.size, 1);
  future.setRunningOrNotifyCancel();
  assertStrictEquals((await wait([future], { timeout: 0 })).done.size, 1);
});

// Callbacks

test("Future.setResult: calls the callbacks, in order, before it returns [45]", () => {
  const future = new Future<number>();
  const order: string[] = [];
  future.addDoneCallback((done) => order.push(`first ${done.result(0)}`));
  future.addDoneCallback(() => order.push("second"));
  future.setResult(3);
  assertEquals(order, ["first 3", "second"]);
});

test("Future.setException: calls the callbacks before it returns [45]", () => {
  const future = new Future<number>();
  const error = new RangeError("no");
  const seen: unknown[] = [];
  future.addDoneCallback((done) => seen.push(done.exception(0)));
  future.setException(error);
  assertStrictEquals(seen.length, 1);
  assertStrictEquals(seen[0], error);
});

test("Future.setRunningOrNotifyCancel: does not call the callbacks again [45]", () => {
  const future = new Future<number>();
  let calls = 0;
  future.addDoneCallback(() => calls++);
  future.cancel();
  future.setRunningOrNotifyCancel();
  assertEquals(calls, 1);
});

test("Future.setResult: does not throw what a callback throws, and calls the next [49]", () => {
  const future = new Future<number>();
  const order: string[] = [];
  future.addDoneCallback(() => {
    throw new RangeError("in the callback");
  });
  future.addDoneCallback(() => order.push("second"));
  printedBy(() => future.setResult(3));
  assertEquals(order, ["second"]);
  assertEquals(future.result(), 3);
});

test("Future.addDoneCallback: what a callback throws is printed where there is no loop [49]", () => {
  const future = returned(3);
  const printed = printedBy(() =>
    future.addDoneCallback(() => {
      throw new RangeError("in the callback");
    })
  );
  assert(printed.flat().some((part) => String(part).includes("in the callback")));
});

test("Future: callbacks run before what awaits goes on, and after the state is set [9]", async () => {
  const future = new Future<number>();
  const order: string[] = [];
  const waiting = future.then(() => order.push("awaiter"));
  future.addDoneCallback((done) => order.push(`callback ${done.done()}`));
  future.setResult(3);
  order.push("after setResult");
  await within(waiting);
  assertEquals(order, ["callback true", "after setResult", "awaiter"]);
});

// The promise side

test("Future: a failed user-made one nobody looks at is no unhandled rejection [163]", async () => {
  assertEquals(await unhandledDuring(() => void failed(new RangeError("no"))), []);
});

test("Future: a cancelled user-made one nobody looks at is no unhandled rejection [163]", async () => {
  assertEquals(await unhandledDuring(() => void cancelled()), []);
});

test("Future: a user-made one works with Promise.all and Promise.allSettled [api]", async () => {
  assertEquals(await Promise.all([returned(1), returned("a")]), [1, "a"]);
  const [first, second] = await Promise.allSettled([failed(new RangeError("no")), cancelled()]);
  assert(first?.status === "rejected" && second?.status === "rejected");
  assertInstanceOf(first.reason, RangeError);
  assertInstanceOf(second.reason, CancelledError);
});

test.blocking("Future: made inside a loop, one coroutine sets it and others await it [22]", () =>
  withLoop(async (loop) => {
    const waiting = [1, 2, 3].map(() => runCoroutineThreadsafe(waitsForWord(), loop));
    await ask(loop, givesWord("hello"));
    assertEquals(waiting.map((future) => future.result(PATIENCE)), ["hello", "hello", "hello"]);
  }));

test("Future: a function, as a promise takes one, is a TypeError", () => {
  const Constructor = Future as unknown as new (executor: () => void) => unknown;
  assertThrows(() => new Constructor(() => {}), TypeError, "setResult");
});
