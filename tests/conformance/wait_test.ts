import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  ALL_COMPLETED,
  CancelledError,
  DeadlockError,
  type EventLoop,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  Future,
  runCoroutineThreadsafe,
  wait,
  waitSync,
} from "sideloop";
import { test } from "../_harness/test.ts";
import { add } from "../fixtures/futures/add.ts";
import { cleansUp } from "../fixtures/futures/cleans_up.ts";
import { hold, release } from "../fixtures/futures/hold.ts";
import { waitsForOwnLoop, waitSyncOnOwnLoop } from "../fixtures/futures/own_loop.ts";
import { pause } from "../fixtures/futures/pause.ts";
import { turns } from "../fixtures/futures/runtime_process.ts";
import { throwsError } from "../fixtures/futures/throws.ts";
import {
  ask,
  awaitNote,
  letGo,
  PATIENCE,
  withLoop,
  withSharedLoop,
} from "../fixtures/futures/with_loop.ts";
import { within } from "../fixtures/futures/within.ts";

const CONDITIONS = [ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION] as const;

function returned(value: number): Future<number> {
  const future = new Future<number>();
  future.setResult(value);
  return future;
}

function failed(): Future<number> {
  const future = new Future<number>();
  future.setException(new RangeError("no"));
  return future;
}

/** A cancelled future whose end has been notified. */
function cancelled(): Future<number> {
  const future = new Future<number>();
  future.cancel();
  future.setRunningOrNotifyCancel();
  return future;
}

function assertSame(actual: Iterable<unknown>, expected: readonly unknown[]): void {
  const members = [...actual];
  assertEquals(members.length, expected.length);
  members.forEach((member, index) => assertStrictEquals(member, expected[index]));
}

/** Whether `promise` is still unsettled after some turns. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  let pending = true;
  promise.then(() => pending = false, () => pending = false);
  await turns();
  return pending;
}

// What it returns

test("wait: gives two Sets, and waits for all by default [96]", () =>
  withSharedLoop(async (loop) => {
    const futures = [30, 1, 20].map((ms) => runCoroutineThreadsafe(pause(ms), loop));
    const { done, notDone } = await wait(futures);
    assert(done instanceof Set && notDone instanceof Set);
    assertEquals([done.size, notDone.size], [3, 0]);
    assert(futures.every((future) => done.has(future)));
  }));

test.blocking("waitSync: gives two Sets, and waits for all by default [96]", () =>
  withSharedLoop((loop) => {
    const futures = [30, 1, 20].map((ms) => runCoroutineThreadsafe(pause(ms), loop));
    const { done, notDone } = waitSync(futures);
    assert(done instanceof Set && notDone instanceof Set);
    assertEquals([done.size, notDone.size], [3, 0]);
    assert(futures.every((future) => done.has(future)));
  }));

test("wait: takes an iterable that can be read only once [96]", async () => {
  const futures = [returned(1), returned(2)];
  assertSame((await wait(futures.values())).done, futures);
  assertSame((await wait(new Set(futures))).done, futures);
});

test("waitSync: takes an iterable that can be read only once [96]", () => {
  const futures = [returned(1), returned(2)];
  assertSame(waitSync(futures.values()).done, futures);
});

test("wait: takes futures of several loops and user-made ones together [96]", () =>
  withLoop((first) =>
    withLoop(async (second) => {
      const made = new Future<number>();
      const futures = [first, second].map((loop) => runCoroutineThreadsafe(add(1, 2), loop));
      const waiting = wait([...futures, made]);
      await Promise.all(futures);
      made.setResult(3);
      assertEquals((await within(waiting)).done.size, 3);
    })
  ));

test.blocking("waitSync: waits for futures of several loops together [110]", () =>
  withLoop((first) =>
    withLoop((second) => {
      const slow = runCoroutineThreadsafe(pause(60), first);
      const fast = runCoroutineThreadsafe(pause(1), second);
      assertEquals(waitSync([slow, fast], { timeout: PATIENCE }).done.size, 2);
    })
  ));

test("wait: counts duplicates once [97]", async () => {
  const future = returned(1);
  const pending = new Future<number>();
  const { done, notDone } = await wait([future, pending, future, pending], { timeout: 0 });
  assertSame(done, [future]);
  assertSame(notDone, [pending]);
});

test("wait: an empty input gives two empty sets [102]", async () => {
  for (const returnWhen of CONDITIONS) {
    const { done, notDone } = await within(wait([], { returnWhen }));
    assertEquals([done.size, notDone.size], [0, 0]);
  }
});

test("waitSync: an empty input gives two empty sets [102]", () => {
  for (const returnWhen of CONDITIONS) {
    const { done, notDone } = waitSync([], { returnWhen });
    assertEquals([done.size, notDone.size], [0, 0]);
  }
});

test("wait: failed and cancelled futures are done, and nothing is thrown [99]", async () => {
  const futures = [failed(), cancelled(), returned(1)];
  assertSame((await wait(futures)).done, futures);
  assertSame(waitSync(futures).done, futures);
});

test("wait: what ends before it returns is in done [101]", async () => {
  const [first, second, third] = [
    new Future<number>(),
    new Future<number>(),
    new Future<number>(),
  ];
  const waiting = wait([first, second, third], { returnWhen: FIRST_COMPLETED });
  await turns();
  first.setResult(1);
  second.setResult(2);
  const { done, notDone } = await within(waiting);
  assertSame(done, [first, second]);
  assertSame(notDone, [third]);
});

test("wait: the caller's futures keep their types [96]", async () => {
  const numbers = [returned(1), returned(2)];
  const { done } = await wait(numbers);
  const values: number[] = [...done].map((future: Future<number>) => future.result());
  assertEquals(values, [1, 2]);
});

// FIRST_COMPLETED

test("wait: FIRST_COMPLETED returns when one has finished [98]", () =>
  withSharedLoop(async (loop) => {
    const held = runCoroutineThreadsafe(hold("a"), loop);
    const quick = runCoroutineThreadsafe(add(1, 2), loop);
    const { done, notDone } = await within(wait([held, quick], { returnWhen: FIRST_COMPLETED }));
    assertSame(done, [quick]);
    assertSame(notDone, [held]);
  }));

test.blocking("waitSync: FIRST_COMPLETED returns when one has finished [98]", () =>
  withSharedLoop((loop) => {
    const held = runCoroutineThreadsafe(hold("a"), loop);
    const quick = runCoroutineThreadsafe(add(1, 2), loop);
    const options = { returnWhen: FIRST_COMPLETED, timeout: PATIENCE } as const;
    const { done, notDone } = waitSync([held, quick], options);
    assertSame(done, [quick]);
    assertSame(notDone, [held]);
  }));

test("wait: FIRST_COMPLETED returns at once with all that are done already [98]", async () => {
  const [first, pending, second] = [returned(1), new Future<number>(), failed()];
  const futures = [first, pending, second];
  const { done, notDone } = await within(wait(futures, { returnWhen: FIRST_COMPLETED }));
  assertSame(done, [first, second]);
  assertSame(notDone, [pending]);
});

test("wait: FIRST_COMPLETED counts a cancelled future when it has really ended [98]", async () => {
  const [future, pending] = [new Future<number>(), new Future<number>()];
  const waiting = wait([future, pending], { returnWhen: FIRST_COMPLETED });
  future.cancel();
  assert(await isPending(waiting));
  future.setRunningOrNotifyCancel();
  assertSame((await within(waiting)).done, [future]);
});

test.blocking("waitSync: waits until the cleanup of a cancelled coroutine has ended [31]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(cleansUp(), loop);
    await awaitNote(loop, "began");
    future.cancel();
    assertSame(waitSync([future], { timeout: 20 }).notDone, [future]);
    runCoroutineThreadsafe(release("cleanup"), loop);
    assertSame(waitSync([future], { timeout: PATIENCE }).done, [future]);
  }));

// FIRST_EXCEPTION

test("wait: FIRST_EXCEPTION returns when one has failed [99]", () =>
  withSharedLoop(async (loop) => {
    const held = runCoroutineThreadsafe(hold("a"), loop);
    const failing = runCoroutineThreadsafe(throwsError("no"), loop);
    const { done, notDone } = await within(wait([held, failing], { returnWhen: FIRST_EXCEPTION }));
    assertSame(done, [failing]);
    assertSame(notDone, [held]);
    assertThrows(() => failing.result(0), RangeError, "no");
  }));

test.blocking("waitSync: FIRST_EXCEPTION returns when one has failed [99]", () =>
  withSharedLoop((loop) => {
    const held = runCoroutineThreadsafe(hold("a"), loop);
    const failing = runCoroutineThreadsafe(throwsError("no"), loop);
    const options = { returnWhen: FIRST_EXCEPTION, timeout: PATIENCE } as const;
    const { done, notDone } = waitSync([held, failing], options);
    assertSame(done, [failing]);
    assertSame(notDone, [held]);
    assertThrows(() => failing.result(0), RangeError, "no");
  }));

test("wait: FIRST_EXCEPTION returns at once where one has failed already [99]", async () => {
  const [good, bad, pending] = [returned(1), failed(), new Future<number>()];
  const waiting = wait([good, bad, pending], { returnWhen: FIRST_EXCEPTION });
  const { done, notDone } = await within(waiting);
  assertSame(done, [good, bad]);
  assertSame(notDone, [pending]);
});

test("wait: FIRST_EXCEPTION takes no result and no cancellation for an exception [99]", async () => {
  const [good, last] = [new Future<number>(), new Future<number>()];
  const waiting = wait([good, cancelled(), last], { returnWhen: FIRST_EXCEPTION });
  good.setResult(1);
  assert(await isPending(waiting));
  last.setResult(2);
  assertEquals((await within(waiting)).done.size, 3);
});

test("wait: FIRST_EXCEPTION counts what was thrown though it is falsy [99]", async () => {
  const bad = new Future<number>();
  const pending = new Future<number>();
  const waiting = wait([bad, pending], { returnWhen: FIRST_EXCEPTION });
  bad.setException(undefined);
  assertSame((await within(waiting)).done, [bad]);
});

// Timeouts

test("wait: a timeout throws nothing and gives the partition [100]", () =>
  withSharedLoop(async (loop) => {
    const held = runCoroutineThreadsafe(hold("a"), loop);
    const quick = runCoroutineThreadsafe(add(1, 2), loop);
    await quick;
    const { done, notDone } = await wait([held, quick], { timeout: 30 });
    assertSame(done, [quick]);
    assertSame(notDone, [held]);
    assertFalse(held.done());
  }));

test.blocking("waitSync: a timeout throws nothing and gives the partition [100]", () =>
  withSharedLoop(async (loop) => {
    const held = runCoroutineThreadsafe(hold("a"), loop);
    const quick = runCoroutineThreadsafe(add(1, 2), loop);
    quick.result();
    const { done, notDone } = waitSync([held, quick], { timeout: 30 });
    assertSame(done, [quick]);
    assertSame(notDone, [held]);
    await letGo(loop, "a");
    assertEquals(held.result(PATIENCE), "a");
  }));

test("wait: zero and negative timeouts poll [100]", async () => {
  const [done, pending] = [returned(1), new Future<number>()];
  for (const timeout of [0, -0, -1, -Infinity]) {
    const partition = await within(wait([done, pending], { timeout }));
    assertSame(partition.done, [done]);
    assertSame(partition.notDone, [pending]);
  }
});

test("waitSync: zero and negative timeouts poll [100]", () =>
  withSharedLoop((loop) => {
    const held = runCoroutineThreadsafe(hold("a"), loop);
    for (const timeout of [0, -0, -1, -Infinity]) {
      assertSame(waitSync([held], { timeout }).notDone, [held]);
    }
  }));

test("wait: huge timeouts do not expire at once [api]", async () => {
  for (const timeout of [2 ** 31 - 1, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER, Infinity]) {
    const future = new Future<number>();
    const waiting = wait([future], { timeout });
    assert(await isPending(waiting), `${timeout} ms were over at once`);
    future.setResult(1);
    assertSame((await within(waiting)).done, [future]);
  }
});

test.blocking("waitSync: huge timeouts do not expire at once [api]", () =>
  withSharedLoop((loop) => {
    for (const timeout of [2 ** 31, Number.MAX_SAFE_INTEGER, Infinity]) {
      const future = runCoroutineThreadsafe(pause(30), loop);
      assertSame(waitSync([future], { timeout }).done, [future]);
    }
  }));

test("wait: NaN is a RangeError at once [api 15]", () => {
  assertThrows(() => void wait([returned(1)], { timeout: NaN }), RangeError);
  assertThrows(() => waitSync([returned(1)], { timeout: NaN }), RangeError);
});

// Its signal

test("wait: aborting its signal rejects the wait with the signal's reason [42]", async () => {
  const controller = new AbortController();
  const reason = new RangeError("enough");
  const waiting = wait([new Future<number>()], { signal: controller.signal });
  controller.abort(reason);
  const error = await assertRejects(() => within(waiting));
  assertStrictEquals(error, reason);
});

test("wait: a signal aborted beforehand rejects the wait [42]", async () => {
  const waiting = wait([new Future<number>()], { signal: AbortSignal.abort() });
  await assertRejects(() => within(waiting), Error, "abort");
});

test("wait: a signal that is never aborted changes nothing [42]", async () => {
  const { signal } = new AbortController();
  const future = returned(1);
  assertSame((await within(wait([future], { signal }))).done, [future]);
});

test("wait: aborting its signal after the end changes nothing [42]", async () => {
  const controller = new AbortController();
  const waiting = wait([returned(1)], { signal: controller.signal });
  await waiting;
  controller.abort();
  assertEquals((await waiting).done.size, 1);
});

// Wrong arguments

test("wait: an unknown returnWhen is a TypeError at once, even for nothing to wait for [103]", () => {
  const options = { returnWhen: "SOMETIMES" } as unknown as { returnWhen: typeof ALL_COMPLETED };
  assertThrows(() => void wait([], options), TypeError);
  assertThrows(() => void wait([returned(1)], options), TypeError);
  assertThrows(() => waitSync([], options), TypeError);
});

test("wait: a bare future, a coroutine or a promise is a TypeError at once [104]", () => {
  const coroutine = add(1, 2);
  for (const input of [returned(1), coroutine, Promise.resolve([]), undefined, null, 5]) {
    const futures = input as unknown as Iterable<Future<number>>;
    assertThrows(() => void wait(futures), TypeError, "iterable");
    assertThrows(() => waitSync(futures), TypeError, "iterable");
  }
  coroutine.close();
});

test("wait: a member that is no future is a TypeError that names its index [104]", () => {
  const coroutine = add(1, 2);
  for (const member of [Promise.resolve(1), coroutine, undefined, "text"]) {
    const futures = [returned(1), member] as unknown as Future<number>[];
    const error = assertThrows(() => void wait(futures), TypeError);
    assertStringIncludes(error.message, "1");
    assertThrows(() => waitSync(futures), TypeError);
  }
  coroutine.close();
});

// In company

test("wait: any number of waits may watch one future [105]", async () => {
  const future = new Future<number>();
  const waits = Array.from({ length: 1_000 }, () => wait([future]));
  future.setResult(1);
  const ends = await within(Promise.all(waits));
  assert(ends.every(({ done }) => done.has(future)));
});

test("wait: ten thousand that timed out leave the future as it was [105]", async () => {
  const future = new Future<number>();
  for (let count = 0; count < 10_000; count++) await wait([future], { timeout: 0 });
  future.setResult(1);
  assertSame((await within(wait([future]))).done, [future]);
});

test("wait: futures cancelled by the end of their loop are done [138]", () =>
  withLoop(async (loop) => {
    const futures = ["a", "b"].map((name) => runCoroutineThreadsafe(hold(name), loop));
    const waiting = wait(futures);
    loop.stop();
    assertSame((await within(waiting)).done, futures);
    assertThrows(() => futures[0]?.result(0), CancelledError);
  }));

test("wait: works inside a loop, on futures of that loop [70]", () =>
  withSharedLoop(async (loop) => {
    assertEquals(await ask(loop, waitsForOwnLoop()), 2);
  }));

test("waitSync: DeadlockError on the own loop [183]", () =>
  withSharedLoop(async (loop) => {
    assertEquals(await ask(loop, waitSyncOnOwnLoop()), "DeadlockError");
    assertEquals(await ask(loop, add(1, 2)), 3);
  }));

test("waitSync: DeadlockError for all of what can never be done here [183]", () =>
  withSharedLoop((loop) => {
    const futures = [new Future<number>(), runCoroutineThreadsafe(pause(50), loop)];
    assertThrows(() => waitSync(futures), DeadlockError);
    assertEquals(waitSync(futures, { timeout: 0 }).notDone.size, 2);
  }));

test.blocking("waitSync: FIRST_COMPLETED returns what can finish though another never will [183]", () =>
  withSharedLoop((loop) => {
    const soon = runCoroutineThreadsafe(pause(50), loop);
    const futures = [new Future<number>(), soon];
    assertSame(waitSync(futures, { returnWhen: FIRST_COMPLETED }).done, [soon]);
  }));

/** Submits `count` pauses of a few milliseconds. */
function manyPauses(loop: EventLoop, count: number): Future<number>[] {
  return Array.from({ length: count }, (_, n) => runCoroutineThreadsafe(pause(n % 7), loop));
}

test.blocking("waitSync: one wait for two hundred futures [110]", () =>
  withSharedLoop((loop) => {
    const futures = manyPauses(loop, 200);
    assertSame(waitSync(futures, { timeout: PATIENCE }).done, futures);
  }));

test.blocking("waitSync: again and again until the last has finished [110]", () =>
  withSharedLoop((loop) => {
    let left = new Set(manyPauses(loop, 50));
    for (let round = 0; round < 60 && left.size > 0; round++) {
      const { done, notDone } = waitSync(left, { returnWhen: FIRST_COMPLETED, timeout: PATIENCE });
      assert(done.size > 0);
      left = notDone;
    }
    assertEquals(left.size, 0);
  }));
