import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertNotEquals,
  assertNotStrictEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  CancelledError,
  DeadlockError,
  Future,
  runCoroutineThreadsafe,
  SideloopError,
  TimeoutError,
} from "sideloop";
import { SHARES_MEMORY, test } from "../_harness/test.ts";
import { add } from "../fixtures/futures/add.ts";
import { blocked } from "../fixtures/futures/block_loop.ts";
import { cancelsItself } from "../fixtures/futures/cancels_itself.ts";
import { hold, release } from "../fixtures/futures/hold.ts";
import { awaitsOwnLoop, blocksOnOwnLoop, readsDoneFuture } from "../fixtures/futures/own_loop.ts";
import { pause } from "../fixtures/futures/pause.ts";
import { throwsError, throwsTimeout, throwsValue } from "../fixtures/futures/throws.ts";
import {
  ask,
  awaitNote,
  PATIENCE,
  withLoop,
  withSharedLoop,
} from "../fixtures/futures/with_loop.ts";

/** Longer than a timer or an `Atomics.wait` can count in 32 bits of milliseconds. */
const HUGE_TIMEOUTS = [2 ** 31 - 1, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER, Infinity];

/** What `action` throws, whatever it is, in a box; so that a thrown `undefined` shows. */
function thrownBy(action: () => unknown): { thrown?: unknown } {
  try {
    action();
    return {};
  } catch (error) {
    return { thrown: error };
  }
}

test.blocking("Future.result: blocks for the value [22]", () =>
  withSharedLoop((loop) => {
    assertEquals(runCoroutineThreadsafe(pause(100), loop).result(PATIENCE), 100);
  }));

test.blocking("Future.result: without a timeout waits for as long as it takes [15]", () =>
  withSharedLoop((loop) => {
    assertEquals(runCoroutineThreadsafe(pause(200), loop).result(), 200);
    assertEquals(runCoroutineThreadsafe(pause(200), loop).result(undefined), 200);
  }));

test.blocking("Future.result: huge timeouts do not expire at once [15]", () =>
  withSharedLoop((loop) => {
    for (const timeout of HUGE_TIMEOUTS) {
      assertEquals(runCoroutineThreadsafe(pause(30), loop).result(timeout), 30);
    }
  }));

test.blocking("Future.result: of a done future comes at once whatever the timeout [13]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    future.result();
    for (const timeout of [undefined, 0, -0, -1, -Infinity, 0.5, 5_000, ...HUGE_TIMEOUTS]) {
      assertEquals(future.result(timeout), 3);
    }
  }));

test("Future.result: zero and negative timeouts poll [14]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    await awaitNote(loop, "a");
    for (const timeout of [0, -0, -1, -Infinity]) {
      assertThrows(() => future.result(timeout), TimeoutError);
    }
  }));

test(
  "Future.result: polling a future that has not begun [14]",
  () =>
    withSharedLoop(async (loop) => {
      const { unblock } = await blocked(loop);
      const future = runCoroutineThreadsafe(add(1, 2), loop);
      const { thrown } = thrownBy(() => future.result(0));
      unblock();
      assertInstanceOf(thrown, TimeoutError);
    }),
  { skip: SHARES_MEMORY },
);

test("Future.exception: zero and negative timeouts poll [14]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    for (const timeout of [0, -0, -1, -Infinity]) {
      assertThrows(() => future.exception(timeout), TimeoutError);
    }
  }));

test.blocking("Future.result: throws TimeoutError when the time is up [14]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    const start = performance.now();
    assertThrows(() => future.result(100), TimeoutError);
    assert(performance.now() - start >= 95);
  }));

test.blocking("Future.result: NaN is a RangeError, done or not [api]", () =>
  withSharedLoop((loop) => {
    const done = runCoroutineThreadsafe(add(1, 2), loop);
    done.result();
    const pending = runCoroutineThreadsafe(hold("a"), loop);
    for (const future of [done, pending]) {
      assertThrows(() => future.result(NaN), RangeError);
      assertThrows(() => future.exception(NaN), RangeError);
    }
  }));

test("Future.result: a timeout that is no number is a TypeError [api]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    for (const timeout of ["5", null, {}, 5n] as unknown as number[]) {
      assertThrows(() => future.result(timeout), TypeError);
      assertThrows(() => future.exception(timeout), TypeError);
    }
  }));

test.blocking("Future.result: a wait that times out changes nothing [16]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    assertThrows(() => future.result(20), TimeoutError);
    assertFalse(future.done());
    assertFalse(future.cancelled());
    runCoroutineThreadsafe(release("a"), loop);
    assertEquals(future.result(PATIENCE), "a");
  }));

test.blocking("Future.exception: a wait that times out changes nothing [16]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    assertThrows(() => future.exception(20), TimeoutError);
    runCoroutineThreadsafe(release("a"), loop);
    assertEquals(future.exception(PATIENCE), undefined);
  }));

test("TimeoutError: that of a wait carries its own code and leaves the future undone [17]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    const error = assertThrows(() => future.result(0), TimeoutError);
    assertEquals<string>(error.code, "WAIT_TIMEOUT");
    assertFalse(future.done());
  }));

test("TimeoutError: that of the coroutine is told from that of a wait [17]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(throwsTimeout(), loop);
    const error = await assertRejects(async () => await future, TimeoutError);
    assertEquals(error.message, "The sensor did not answer");
    assertNotEquals<string>(error.code, "WAIT_TIMEOUT");
    assert(future.done());
  }));

test("TimeoutError: fresh for every wait [api 2]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    const first = assertThrows(() => future.result(0), TimeoutError);
    const second = assertThrows(() => future.result(0), TimeoutError);
    assertNotStrictEquals(first, second);
  }));

test.blocking("Future.result: throws the coroutine's error on every call, the same object [18]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(throwsError("no"), loop);
    const first = assertThrows(() => future.result(), RangeError, "no");
    const second = assertThrows(() => future.result(0), RangeError, "no");
    assertStrictEquals(first, second);
  }));

test.blocking("Future.exception: gives the very error that result throws and await rejects with [18]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(throwsError("no"), loop);
    const error = future.exception();
    assertInstanceOf(error, RangeError);
    assertEquals(error.message, "no");
    assertStrictEquals(thrownBy(() => future.result()).thrown, error);
    assertStrictEquals(await future.catch((reason: unknown) => reason), error);
    assertStrictEquals(future.exception(0), error);
  }));

test.blocking("Future.exception: undefined for a success [18]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    assertStrictEquals(future.exception(), undefined);
    assertEquals(future.result(), 3);
  }));

test.blocking("Future.result: throws what was thrown though it is falsy [18]", () =>
  withSharedLoop((loop) => {
    for (const value of [0, "", false, null, 0n]) {
      const future = runCoroutineThreadsafe(throwsValue(value), loop);
      assertEquals(thrownBy(() => future.result()), { thrown: value });
      assertStrictEquals(future.exception(), value);
    }
  }));

test.blocking("Future.result: a thrown undefined arrives as a SideloopError [api 22]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(throwsValue(undefined), loop);
    const error = assertThrows(() => future.result(), SideloopError, "Coroutine threw undefined");
    assert("thrown" in error);
    assertStrictEquals(error.thrown, undefined);
    assertStrictEquals(future.exception(), error);
  }));

test.blocking("Future.result: CancelledError at once after cancel, before the loop knows [20]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    const { unblockedInTime, unblock } = await blocked(loop);
    future.cancel();
    const looks = [undefined, 0, -1, 5_000].flatMap((timeout) => [
      thrownBy(() => future.result(timeout)),
      thrownBy(() => future.exception(timeout)),
    ]);
    unblock();
    for (const { thrown } of looks) assertInstanceOf(thrown, CancelledError);
    assert(unblockedInTime.result(), "the looks waited for the loop");
  }));

test.blocking("Future.result: wakes with CancelledError when the coroutine cancels itself [21]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(cancelsItself(), loop);
    assertThrows(() => future.result(PATIENCE), CancelledError);
  }));

test.blocking("Future.exception: wakes with CancelledError when the coroutine cancels itself [21]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(cancelsItself(), loop);
    assertThrows(() => future.exception(PATIENCE), CancelledError);
  }));

test.blocking("Future.result: wakes with CancelledError when the loop stops [21]", () =>
  withLoop((loop) => {
    const future = runCoroutineThreadsafe(hold("a"), loop);
    loop.callSoonThreadsafe(loop.stop);
    assertThrows(() => future.result(PATIENCE), CancelledError);
  }));

test.blocking("Future.result: other futures that finish meanwhile neither end nor stretch a wait [23]", () =>
  withSharedLoop((loop) => {
    const held = runCoroutineThreadsafe(hold("a"), loop);
    const others = Array.from(
      { length: 100 },
      (_, n) => runCoroutineThreadsafe(pause(n * 5), loop),
    );
    const start = performance.now();
    assertThrows(() => held.result(250), TimeoutError);
    const waited = performance.now() - start;
    assert(waited >= 245, `the wait ended after ${waited} ms`);
    for (const other of others) other.result(PATIENCE);
  }));

test.blocking("Future.result: futures read in another order than they finish [22]", () =>
  withSharedLoop((loop) => {
    const futures = [60, 1, 30].map((ms) => runCoroutineThreadsafe(pause(ms), loop));
    assertEquals(futures.map((future) => future.result(PATIENCE)), [60, 1, 30]);
  }));

test("Future.result: DeadlockError at once on the own loop, without a timeout [24]", () =>
  withSharedLoop(async (loop) => {
    assertEquals(await ask(loop, blocksOnOwnLoop(undefined)), "DeadlockError");
  }));

test("Future.result: DeadlockError at once on the own loop, with a timeout [24]", () =>
  withSharedLoop(async (loop) => {
    assertEquals(await ask(loop, blocksOnOwnLoop(60_000)), "DeadlockError");
  }));

test("Future.result: the loop lives on after a DeadlockError [24]", () =>
  withSharedLoop(async (loop) => {
    await ask(loop, blocksOnOwnLoop(undefined));
    assertEquals(await ask(loop, add(1, 2)), 3);
  }));

test("Future.result: a done future may be read on its own loop [25]", () =>
  withSharedLoop(async (loop) => {
    assertEquals(await ask(loop, readsDoneFuture()), 3);
  }));

test("Future: may be awaited on its own loop [70]", () =>
  withSharedLoop(async (loop) => {
    assertEquals(await ask(loop, awaitsOwnLoop()), 3);
  }));

test("Future.result: without a timeout on a pending user-made future is a DeadlockError", () => {
  assertThrows(() => new Future<number>().result(), DeadlockError);
});
