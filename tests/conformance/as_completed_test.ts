import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { asCompleted, DeadlockError, Future, runCoroutineThreadsafe, TimeoutError } from "sideloop";
import { test } from "../_harness/test.ts";
import { add } from "../fixtures/futures/add.ts";
import { cancelsItself } from "../fixtures/futures/cancels_itself.ts";
import { hold } from "../fixtures/futures/hold.ts";
import { pause } from "../fixtures/futures/pause.ts";
import { turns } from "../fixtures/futures/runtime_process.ts";
import { throwsError } from "../fixtures/futures/throws.ts";
import { ask, letGo, PATIENCE, withLoop, withSharedLoop } from "../fixtures/futures/with_loop.ts";
import { within } from "../fixtures/futures/within.ts";

function returned(value: number): Future<number> {
  const future = new Future<number>();
  future.setResult(value);
  return future;
}

/** Everything that a `for await` is given. */
async function collect<F>(futures: AsyncIterable<F> & Iterable<F>): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const future of futures) list.push(future);
  return list;
}

function assertSame(actual: readonly unknown[], expected: readonly unknown[]): void {
  assertEquals(actual.length, expected.length);
  actual.forEach((member, index) => assertStrictEquals(member, expected[index]));
}

// for await

test("asCompleted: for await yields the futures themselves, in order of completion [106]", () =>
  withSharedLoop(async (loop) => {
    const [slow, quick] = [
      runCoroutineThreadsafe(hold("slow"), loop),
      runCoroutineThreadsafe(hold("quick"), loop),
    ];
    const order: Future<string>[] = [];
    await letGo(loop, "quick");
    for await (const future of asCompleted([slow, quick])) {
      assert(future instanceof Future && future.done());
      order.push(future);
      await letGo(loop, "slow");
    }
    assertSame(order, [quick, slow]);
  }));

test("asCompleted: yields what has finished already first [106]", async () => {
  const [last, first, second] = [new Future<number>(), returned(1), returned(2)];
  const futures = asCompleted([last, first, second])[Symbol.asyncIterator]();
  assertStrictEquals((await within(futures.next())).value, first);
  assertStrictEquals((await within(futures.next())).value, second);
  last.setResult(3);
  assertStrictEquals((await within(futures.next())).value, last);
  assertEquals((await within(futures.next())).done, true);
});

test("asCompleted: yields in order of completion, not of input [106]", async () => {
  const [first, second, third] = [
    new Future<number>(),
    new Future<number>(),
    new Future<number>(),
  ];
  const collecting = collect(asCompleted([first, second, third]));
  await turns();
  for (const future of [third, first, second]) future.setResult(1);
  assertSame(await within(collecting), [third, first, second]);
});

test("asCompleted: steps asked for at the same time are each answered [106]", async () => {
  const [first, second] = [new Future<number>(), new Future<number>()];
  const futures = asCompleted([first, second])[Symbol.asyncIterator]();
  const steps = [futures.next(), futures.next()];
  await turns();
  first.setResult(1);
  await turns();
  second.setResult(2);
  const values = await within(Promise.all(steps));
  assertSame(values.map((step) => step.value), [first, second]);
});

test("asCompleted: yields failed and cancelled futures and throws nothing [106]", () =>
  withSharedLoop(async (loop) => {
    const failed = runCoroutineThreadsafe(throwsError("no"), loop);
    const cancelled = runCoroutineThreadsafe(cancelsItself(), loop);
    const list = await within(collect(asCompleted([failed, cancelled])));
    assertEquals(list.length, 2);
    assert(cancelled.cancelled());
    assertThrows(() => failed.result(0), RangeError, "no");
  }));

test("asCompleted: yields a cancelled future when it has really ended [31]", async () => {
  const [cancelled, other] = [new Future<number>(), new Future<number>()];
  cancelled.cancel();
  const futures = asCompleted([cancelled, other])[Symbol.asyncIterator]();
  other.setResult(1);
  assertStrictEquals((await within(futures.next())).value, other);
  cancelled.setRunningOrNotifyCancel();
  assertStrictEquals((await within(futures.next())).value, cancelled);
});

test("asCompleted: yields a duplicate once [106]", async () => {
  const [first, second] = [returned(1), new Future<number>()];
  const collecting = collect(asCompleted([first, second, first, second]));
  second.setResult(2);
  assertSame(await within(collecting), [first, second]);
});

test("asCompleted: takes an iterable that can be read only once [106]", async () => {
  const futures = [returned(1), returned(2)];
  assertSame(await within(collect(asCompleted(futures.values()))), futures);
});

test("asCompleted: yields nothing for an empty input [106]", async () => {
  assertSame(await within(collect(asCompleted([]))), []);
  assertSame([...asCompleted([])], []);
});

test("asCompleted: takes futures of several loops [106]", () =>
  withLoop((first) =>
    withLoop(async (second) => {
      const held = runCoroutineThreadsafe(hold("a"), first);
      const quick = runCoroutineThreadsafe(add(1, 2), second);
      const order: unknown[] = [];
      for await (const future of asCompleted([held, quick])) {
        order.push(future);
        await letGo(first, "a");
      }
      assertSame(order, [quick, held]);
    })
  ));

// for

test.blocking("asCompleted: for blocks between the futures, in order of completion [110]", () =>
  withSharedLoop(async (loop) => {
    const slow = runCoroutineThreadsafe(hold("slow"), loop);
    const quick = runCoroutineThreadsafe(pause(50), loop);
    const order: unknown[] = [];
    for (const future of asCompleted([slow, quick])) {
      order.push(future);
      await letGo(loop, "slow");
    }
    assertSame(order, [quick, slow]);
  }));

test.blocking("asCompleted: for yields failed and cancelled futures and throws nothing [106]", () =>
  withSharedLoop((loop) => {
    const failed = runCoroutineThreadsafe(throwsError("no"), loop);
    const cancelled = runCoroutineThreadsafe(cancelsItself(), loop);
    const ends = [...asCompleted([failed, cancelled])];
    assertEquals(ends.length, 2);
    assert(ends.includes(failed) && ends.includes(cancelled));
    assertThrows(() => failed.result(0), RangeError, "no");
  }));

test("asCompleted: for yields a duplicate once [106]", () => {
  const [first, second] = [returned(1), returned(2)];
  assertSame([...asCompleted([first, second, first])], [first, second]);
});

test.blocking("asCompleted: for takes a hundred futures [110]", () =>
  withSharedLoop((loop) => {
    const futures = Array.from({ length: 100 }, (_, n) => {
      return runCoroutineThreadsafe(pause(n % 7), loop);
    });
    let count = 0;
    for (const future of asCompleted(futures, { timeout: PATIENCE })) {
      assert(future.done());
      count++;
    }
    assertEquals(count, 100);
  }));

test.blocking("asCompleted: for yields what can finish though another never will [110]", () =>
  withSharedLoop((loop) => {
    const never = new Future<number>();
    const soon = runCoroutineThreadsafe(pause(50), loop);
    const iterator = asCompleted([never, soon])[Symbol.iterator]();
    assertStrictEquals(iterator.next().value, soon);
    assertThrows(() => iterator.next(), DeadlockError);
  }));

// Timeouts

test("asCompleted: TimeoutError tells how many are unfinished, after the finished ones [107]", async () => {
  const pending = [new Future<number>(), new Future<number>()];
  const finished = [returned(1), returned(2)];
  const yielded: unknown[] = [];
  const error = await assertRejects(async () => {
    for await (const future of asCompleted([...pending, ...finished], { timeout: 30 })) {
      yielded.push(future);
    }
  }, TimeoutError);
  assertStringIncludes(error.message, "2 (of 4) futures unfinished");
  assertSame(yielded, finished);
});

test.blocking("asCompleted: for throws TimeoutError after the finished ones [107]", () =>
  withSharedLoop((loop) => {
    const held = ["a", "b"].map((name) => runCoroutineThreadsafe(hold(name), loop));
    const quick = runCoroutineThreadsafe(add(1, 2), loop);
    quick.result();
    const yielded: unknown[] = [];
    const error = assertThrows(() => {
      for (const future of asCompleted([...held, quick], { timeout: 30 })) {
        yielded.push(future);
      }
    }, TimeoutError);
    assertStringIncludes(error.message, "2 (of 3) futures unfinished");
    assertSame(yielded, [quick]);
  }));

test("asCompleted: zero and negative timeouts still yield what has finished [107]", async () => {
  for (const timeout of [0, -0, -1]) {
    const futures = asCompleted([new Future<number>(), returned(1)], { timeout });
    const iterator = futures[Symbol.asyncIterator]();
    assertEquals((await within(iterator.next())).value?.result(0), 1);
    await assertRejects(() => within(iterator.next()), TimeoutError);
  }
});

test("asCompleted: for with timeout zero still yields what has finished [107]", () => {
  const iterator = asCompleted([new Future<number>(), returned(1)], { timeout: 0 })
    [Symbol.iterator]();
  assertEquals(iterator.next().value?.result(0), 1);
  assertThrows(() => iterator.next(), TimeoutError);
});

test("asCompleted: a timeout does not matter once all have finished [107]", async () => {
  const futures = [returned(1), returned(2)];
  assertSame(await within(collect(asCompleted(futures, { timeout: 0 }))), futures);
  assertSame([...asCompleted(futures, { timeout: 0 })], futures);
});

test("asCompleted: the time counts from the call, not from the first step [107]", () =>
  withSharedLoop(async (loop) => {
    const held = runCoroutineThreadsafe(hold("a"), loop);
    const iterator = asCompleted([held], { timeout: 500 })[Symbol.iterator]();
    await ask(loop, pause(600));
    const start = performance.now();
    assertThrows(() => iterator.next(), TimeoutError);
    assert(performance.now() - start < 400, "the time began to count at the first step");
  }));

test("asCompleted: for await counts the time from the call as well [107]", () =>
  withSharedLoop(async (loop) => {
    const held = runCoroutineThreadsafe(hold("a"), loop);
    const iterator = asCompleted([held], { timeout: 500 })[Symbol.asyncIterator]();
    await runCoroutineThreadsafe(pause(600), loop);
    const start = performance.now();
    await assertRejects(() => within(iterator.next()), TimeoutError);
    assert(performance.now() - start < 400, "the time began to count at the first step");
  }));

test.blocking("asCompleted: a timeout cancels nothing [107]", () =>
  withSharedLoop(async (loop) => {
    const held = runCoroutineThreadsafe(hold("a"), loop);
    assertThrows(() => [...asCompleted([held], { timeout: 20 })], TimeoutError);
    assertFalse(held.done());
    await letGo(loop, "a");
    assertEquals(held.result(PATIENCE), "a");
  }));

test("asCompleted: huge timeouts do not expire at once [api]", async () => {
  for (const timeout of [2 ** 31, Number.MAX_SAFE_INTEGER, Infinity]) {
    const future = new Future<number>();
    const collecting = collect(asCompleted([future], { timeout }));
    await turns();
    future.setResult(1);
    assertSame(await within(collecting), [future]);
  }
});

// Ends

test("asCompleted: leaving for await early cancels nothing [108]", () =>
  withSharedLoop(async (loop) => {
    const held = runCoroutineThreadsafe(hold("a"), loop);
    const quick = runCoroutineThreadsafe(add(1, 2), loop);
    for await (const future of asCompleted([held, quick])) {
      assertStrictEquals(future, quick);
      break;
    }
    assertFalse(held.done());
    await letGo(loop, "a");
    assertEquals(await held, "a");
  }));

test.blocking("asCompleted: leaving for early cancels nothing [108]", () =>
  withSharedLoop(async (loop) => {
    const held = runCoroutineThreadsafe(hold("a"), loop);
    const quick = runCoroutineThreadsafe(add(1, 2), loop);
    for (const future of asCompleted([held, quick])) {
      assertStrictEquals(future, quick);
      break;
    }
    assertFalse(held.done());
    await letGo(loop, "a");
    assertEquals(held.result(PATIENCE), "a");
  }));

test("asCompleted: an error in the loop's body comes out as it is [108]", async () => {
  await assertRejects(
    async () => {
      for await (const _ of asCompleted([returned(1)])) throw new RangeError("in the body");
    },
    RangeError,
    "in the body",
  );
});

test("asCompleted: futures cancelled by the end of their loop are yielded [138]", () =>
  withLoop(async (loop) => {
    const futures = ["a", "b"].map((name) => runCoroutineThreadsafe(hold(name), loop));
    const collecting = collect(asCompleted(futures));
    loop.stop();
    assertEquals((await within(collecting)).length, 2);
  }));

// Wrong arguments

test("asCompleted: a bare future, a coroutine or a promise is a TypeError at once [104]", () => {
  const coroutine = add(1, 2);
  for (const input of [returned(1), coroutine, Promise.resolve([]), undefined, null, 5]) {
    assertThrows(() => asCompleted(input as unknown as Future<number>[]), TypeError, "iterable");
  }
  coroutine.close();
});

test("asCompleted: a member that is no future is a TypeError that names its index [104]", () => {
  const members = [returned(1), Promise.resolve(2)] as unknown as Future<number>[];
  const error = assertThrows(() => asCompleted(members), TypeError);
  assertStringIncludes(error.message, "1");
});

test("asCompleted: NaN is a RangeError at once [api 15]", () => {
  assertThrows(() => asCompleted([returned(1)], { timeout: NaN }), RangeError);
});
