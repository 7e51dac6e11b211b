import {
  BrokenLoopError,
  CancelledError,
  type Coroutine,
  type EventLoop,
  InvalidStateError,
  runCoroutineThreadsafe,
  SerializationError,
  type Stream,
  timeout,
  TimeoutError,
  toThread,
  withWorker,
} from "sideloop";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { KEEPS_TASKS, SHARES_MEMORY, sharesMemory, test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { raised, sharedWords } from "../fixtures/blocks_thread.ts";
import { garbageCollected } from "../fixtures/collects_garbage.ts";
import { exitCodeOf } from "../fixtures/ends_thread.ts";
import { Recorder } from "../fixtures/recorded_reports.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { sleepFor } from "../fixtures/sleeps.ts";
import { blockForOwn, passOn, readLocal, sumOwn } from "../fixtures/streams/reads_streams.ts";
import {
  returnBroken,
  returnGenerator,
  returnIterable,
  returnNested,
  returnReadable,
} from "../fixtures/streams/returns_iterables.ts";
import {
  catchErrors,
  compute,
  computeEach,
  countTo,
  countYields,
  die,
  failAfter,
  failInCleanup,
  ignore,
  outlive,
  stall,
  stepsOf,
  tellTask,
  waitForSignal,
  waitForWord,
  yieldFunction,
  yieldValues,
} from "../fixtures/streams/yields.ts";
import { failureOf, PATIENCE, thrownBy, withLoop } from "../fixtures/with_loop.ts";

const ENDED = 1;

const BUN_TEST = {
  when: "Bun" in globalThis,
  reason: "bun test ends workers before their handlers can run; tests/process covers it",
  link: "https://github.com/oven-sh/bun/pull/36445",
};

type Steps<T> = Required<AsyncIterableIterator<T, unknown, undefined>>;

async function streamOf<T>(loop: EventLoop, work: Coroutine<Stream<T>>): Promise<Stream<T>> {
  return await runCoroutineThreadsafe(work, loop);
}

async function iterate<T>(loop: EventLoop, work: Coroutine<Stream<T>>): Promise<Steps<T>> {
  return (await streamOf(loop, work))[Symbol.asyncIterator]() as Steps<T>;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

function hasEnded(words: Int32Array): boolean {
  return Atomics.load(words, ENDED) === 1;
}

/** Takes the first item of a stream, and asks for the second: until the generator has begun with that. */
async function beginToWait(
  loop: EventLoop,
  work: (words: Int32Array) => Coroutine<Stream<unknown>>,
) {
  const words = sharedWords();
  const steps = await iterate(loop, work(words));
  await steps.next();
  const waiting = steps.next();
  assert(await raised(words, 0, PATIENCE));
  return { words, steps, waiting };
}

/** How many coroutines have ended on the loop, and how, since this was called. */
function endsFrom(loop: EventLoop) {
  const before = loop.stats();
  return () => {
    const { completed, failed, cancelled } = loop.stats();
    return {
      completed: completed - before.completed,
      failed: failed - before.failed,
      cancelled: cancelled - before.cancelled,
    };
  };
}

/** Until the loop has done all that it could. */
async function untilIdle(loop: EventLoop): Promise<void> {
  await runCoroutineThreadsafe(sleepFor(20, undefined), loop);
}

test("Stream: for await gives all items in order", () =>
  withSharedLoop(async (loop) => {
    assertEquals(
      await collect(await runCoroutineThreadsafe(countTo(10_000), loop)),
      numbers(10_000),
    );
  }));

test.blocking("Stream: for gives all items in order", () =>
  withSharedLoop(async (loop) => {
    assertEquals([...await streamOf(loop, countTo(10_000))], numbers(10_000));
  }));

test(
  "Stream: the future is done before the generator begins",
  () =>
    withSharedLoop(async (loop) => {
      const words = sharedWords();
      const stream = await runCoroutineThreadsafe(countYields(words), loop);
      await untilIdle(loop);
      assertEquals(words[0], 0);
      await stream[Symbol.asyncIterator]().return?.();
      assert(!hasEnded(words));
    }),
  { skip: SHARES_MEMORY },
);

test("Stream: has a name and says what it is", () =>
  withSharedLoop(async (loop) => {
    const stream = await runCoroutineThreadsafe(countTo(0), loop, { name: "ticks" });
    assertEquals(stream.name, "ticks");
    assertEquals(String(stream), 'Stream { name: "ticks" }');
    assertEquals(Object.prototype.toString.call(stream), "[object Stream]");
  }));

test("Stream: carries whatever can be cloned", () =>
  withSharedLoop(async (loop) => {
    const items = await collect(await runCoroutineThreadsafe(yieldValues(), loop));
    assertEquals(items, [
      undefined,
      null,
      { done: true, value: 1 },
      new Map([["a", new Uint8Array([1, 2])]]),
      [1n, "ü", new Date(0), /a/],
      new Uint8Array(300_000).fill(7),
    ]);
  }));

test("Stream: comes of any object made for `for await`", () =>
  withSharedLoop(async (loop) => {
    const letters = ["a", "b"];
    assertEquals(await collect(await runCoroutineThreadsafe(returnGenerator(), loop)), letters);
    const words = sharedWords();
    const read: string[] = [];
    for await (const letter of await runCoroutineThreadsafe(returnReadable(words), loop)) {
      if (read.push(letter) === 2) break;
    }
    assertEquals(read, letters);
    assert(hasEnded(words));
  }), { skip: SHARES_MEMORY });

test("Stream: an iterable that gives no iterator fails the future", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(returnBroken(), loop);
    await assertRejects(() => future, RangeError, "no iterator");
  }));

test("Stream: two at once do not disturb each other, nor do calls", () =>
  withSharedLoop(async (loop) => {
    const [one, two] = [await iterate(loop, countTo(300)), await iterate(loop, countTo(300))];
    for (let n = 0; n < 300; n++) {
      assertEquals((await one.next()).value, n);
      assertEquals((await two.next()).value, n);
      if (n % 50 === 0) assertEquals(await runCoroutineThreadsafe(add(n, 1), loop), n + 1);
    }
    assertEquals([(await one.next()).done, (await two.next()).done], [true, true]);
  }));

test("Stream: timers have their turn while items come", () =>
  withSharedLoop(async (loop) => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    for await (const _ of await runCoroutineThreadsafe(countYields(sharedWords()), loop)) {
      if (ticks > 3) break;
    }
    clearInterval(timer);
    assertEquals(await runCoroutineThreadsafe(add(1, 2), loop), 3);
  }), { skip: SHARES_MEMORY });

// The protocol of iterators

test.blocking("Stream: is iterated over once", () =>
  withSharedLoop(async (loop) => {
    const stream = await streamOf(loop, countTo(3));
    assertEquals([...stream], [0, 1, 2]);
    assertThrows(() => stream[Symbol.asyncIterator](), InvalidStateError, "countTo again");
    assertThrows(() => [...stream], InvalidStateError, "countTo again");
  }));

test.blocking("Stream: what the generator returns is the last value, then it is done", () =>
  withSharedLoop(async (loop) => {
    const steps = await iterate(loop, countTo(1));
    assertEquals(await steps.next(), { value: 0, done: false });
    assertEquals(await steps.next(), { value: "counted to 1", done: true });
    assertEquals(await steps.next(), { value: undefined, done: true });
    const blocking = (await streamOf(loop, countTo(1)))[Symbol.iterator]();
    assertEquals(blocking.next(), { value: 0, done: false });
    assertEquals(blocking.next(), { value: "counted to 1", done: true });
    assertEquals(blocking.next(), { value: undefined, done: true });
  }));

test.blocking("Stream: iterators can be iterated over themselves", () =>
  withSharedLoop(async (loop) => {
    const steps = await iterate(loop, countTo(3));
    await steps.next();
    assertEquals(await collect(steps), [1, 2]);
    const [, ...rest] = (await streamOf(loop, countTo(3)))[Symbol.iterator]();
    assertEquals(rest, [1, 2]);
  }));

test("Stream: steps asked for at the same time are answered in order", () =>
  withSharedLoop(async (loop) => {
    const steps = await iterate(loop, countTo(3));
    const asked = [1, 2, 3, 4, 5].map(() => steps.next());
    assertEquals(await Promise.all(asked), [
      { value: 0, done: false },
      { value: 1, done: false },
      { value: 2, done: false },
      { value: "counted to 3", done: true },
      { value: undefined, done: true },
    ]);
  }));

test.blocking("Stream: return gives its value, then it is done", () =>
  withSharedLoop(async (loop) => {
    const steps = await iterate(loop, countTo(9));
    await steps.next();
    assertEquals(await steps.return("over"), { value: "over", done: true });
    assertEquals(await steps.next(), { value: undefined, done: true });
    assertEquals(await steps.return("again"), { value: "again", done: true });
    const blocking = (await streamOf(loop, countTo(9)))[Symbol.iterator]();
    blocking.next();
    assertEquals(blocking.return?.("over"), { value: "over", done: true });
    assertEquals(blocking.next(), { value: undefined, done: true });
  }));

test(
  "Stream: throw reaches the generator, and comes back if that does not catch it",
  () =>
    withSharedLoop(async (loop) => {
      const words = sharedWords();
      const steps = await iterate(loop, countYields(words));
      await steps.next();
      await assertRejects(() => steps.throw(new RangeError("thrown in")), RangeError, "thrown in");
      assert(hasEnded(words));
      assertEquals((await steps.next()).done, true);
      await assertRejects(() => steps.throw(new RangeError("again")), RangeError, "again");
    }),
  { skip: SHARES_MEMORY },
);

test("Stream: throw ends a generator that catches it", () =>
  withSharedLoop(async (loop) => {
    const words = sharedWords();
    const steps = await iterate(loop, catchErrors(words));
    await steps.next();
    assertEquals(await steps.throw(new RangeError()), { value: undefined, done: true });
    assert(hasEnded(words));
  }), { skip: SHARES_MEMORY });

// Back-pressure

test(
  "Stream: the generator is never further ahead than the items taken, nor by more than 64",
  () =>
    withSharedLoop(async (loop) => {
      const words = sharedWords();
      const steps = await iterate(loop, countYields(words));
      for (let taken = 1; taken <= 400; taken++) {
        assertEquals((await steps.next()).value, taken);
        if (taken < 5 || taken % 100 === 0) await untilIdle(loop);
        const ahead = Atomics.load(words, 0) - taken;
        assert(ahead <= Math.min(taken, 64), `${ahead} ahead after ${taken}`);
      }
      await steps.return();
    }),
  { skip: SHARES_MEMORY },
);

test.blocking("Stream: the generator is never further ahead of one who blocks either", () =>
  withSharedLoop(async (loop) => {
    const words = sharedWords();
    let taken = 0;
    for (const item of await streamOf(loop, countYields(words))) {
      assertEquals(item, ++taken);
      if (taken < 5) runCoroutineThreadsafe(sleepFor(20, undefined), loop).result(PATIENCE);
      const ahead = Atomics.load(words, 0) - taken;
      assert(ahead <= Math.min(taken, 64), `${ahead} ahead after ${taken}`);
      if (taken === 400) break;
    }
  }));

test("Stream: the generator runs ahead of who takes many", () =>
  withSharedLoop(async (loop) => {
    const words = sharedWords();
    const steps = await iterate(loop, countYields(words));
    for (let taken = 1; taken <= 1_000; taken++) await steps.next();
    await untilIdle(loop);
    assert(Atomics.load(words, 0) - 1_000 >= 16);
    await steps.return();
  }), { skip: SHARES_MEMORY });

// Leaving early

test(
  "Stream: break reaches the generator, whose cleanup is over then",
  () =>
    withSharedLoop(async (loop) => {
      const words = sharedWords();
      for await (const item of await runCoroutineThreadsafe(countYields(words), loop)) {
        if (item === 3) break;
      }
      assert(hasEnded(words));
      assertEquals(await runCoroutineThreadsafe(add(1, 2), loop), 3);
    }),
  { skip: SHARES_MEMORY },
);

test.blocking("Stream: break in a blocking loop blocks until the cleanup is over", () =>
  withSharedLoop(async (loop) => {
    const words = sharedWords();
    for (const item of await streamOf(loop, countYields(words))) if (item === 3) break;
    assert(hasEnded(words));
  }));

for (
  const [what, work] of Object.entries({ stall, waitForSignal, compute, ignore, returnIterable })
) {
  test(`Stream: return ends a wait that goes on, in ${what}`, () =>
    withSharedLoop(async (loop) => {
      const ends = endsFrom(loop);
      const { words, steps, waiting } = await beginToWait(loop, work);
      await steps.return();
      assert(hasEnded(words));
      assertEquals((await waiting).done, true);
      assertEquals(loop.stats().running, 0);
      assertEquals(ends(), { completed: 1, failed: 0, cancelled: 0 });
    }), { skip: what === "ignore" && sharesMemory ? KEEPS_TASKS : SHARES_MEMORY });
}

test(
  "Stream: cleanup can wait where the generator waits for nothing",
  () =>
    withLoop(async (loop) => {
      const [left, stopped] = [sharedWords(), sharedWords()];
      const steps = await iterate(loop, stall(left));
      await steps.next();
      await steps.return();
      assert(hasEnded(left));
      await (await iterate(loop, stall(stopped))).next();
      loop.stop();
      await loop.join(PATIENCE);
      assert(hasEnded(stopped));
    }),
  { skip: SHARES_MEMORY },
);

test(
  "Stream: an error of the cleanup rejects return, whatever the generator was doing",
  () =>
    withSharedLoop(async (loop) => {
      const ends = endsFrom(loop);
      const idle = await iterate(loop, failInCleanup(sharedWords()));
      await idle.next();
      await assertRejects(() => idle.return(), RangeError, "cleanup failed");
      assertEquals((await idle.return("again")).value, "again");
      const words = sharedWords();
      const busy = await iterate(loop, failInCleanup(words));
      await busy.next();
      void busy.next();
      assert(await raised(words, 0, PATIENCE));
      await assertRejects(() => busy.return(), RangeError, "cleanup failed");
      assertEquals(ends().failed, 2);
    }),
  { skip: SHARES_MEMORY },
);

test.blocking("Stream: an error of the cleanup is thrown by break", () =>
  withSharedLoop(async (loop) => {
    const stream = await streamOf(loop, failInCleanup(sharedWords()));
    const leave = () => {
      for (const _ of stream) break;
    };
    assertThrows(leave, RangeError, "cleanup failed");
  }));

test("Stream: a generator that computes and never waits lets other work begin between its steps", () =>
  withSharedLoop(async (loop) => {
    let taken = 0;
    let other: Promise<number> | undefined;
    for await (const _ of await runCoroutineThreadsafe(computeEach(90, 5), loop)) {
      if (++taken === 40) other = runCoroutineThreadsafe(stepsOf(), loop).then((steps) => steps);
    }
    const steps = await other ?? 0;
    assert(steps < 60, `it began after step ${steps}`);
  }));

test("Stream: a failure ahead of who leaves is reported, not thrown", async () => {
  const recorder = new Recorder();
  await withLoop(async (loop) => {
    const steps = await iterate(loop, failAfter(2));
    for (let taken = 0; taken < 2; taken++) await steps.next();
    await untilIdle(loop);
    await steps.return();
    const { error, context } = await recorder.first();
    assertInstanceOf(error, RangeError);
    assertEquals(context.message, "The failure of failAfter was never looked at");
  }, { onError: recorder.handle });
});

test(
  "Stream: cancelling the task that waits for an item ends the wait and the generator",
  () =>
    withSharedLoop(async (loop) => {
      const words = sharedWords();
      const stream = await runCoroutineThreadsafe(stall(words), loop);
      await assertRejects(() => timeout(200, () => collect(stream)), TimeoutError);
      assert(await raised(words, ENDED, PATIENCE));
    }),
  { skip: SHARES_MEMORY },
);

// Failures

for (const count of [0, 1, 100]) {
  test(`Stream: an error comes after the ${count} items before it, with its class`, () =>
    withSharedLoop(async (loop) => {
      const ends = endsFrom(loop);
      const items: number[] = [];
      const error = await failureOf((async () => {
        for await (const n of await runCoroutineThreadsafe(failAfter(count), loop)) items.push(n);
      })());
      assertEquals(items, numbers(count));
      assertInstanceOf(error, RangeError);
      assertEquals([error.message, error.cause], ["no more", count]);
      assertMatch(error.stack ?? "", /failAfter[^]*submitted from[^]*stream_test/);
      assertEquals(ends().failed, 1);
    }));
}

test.blocking("Stream: an error is thrown once, then the stream is done", () =>
  withSharedLoop(async (loop) => {
    const steps = await iterate(loop, failAfter(0));
    await assertRejects(() => steps.next(), RangeError);
    assertEquals(await steps.next(), { value: undefined, done: true });
    const blocking = (await streamOf(loop, failAfter(0)))[Symbol.iterator]();
    assertThrows(() => blocking.next(), RangeError);
    assertEquals(blocking.next(), { value: undefined, done: true });
  }));

test("Stream: an item that cannot cross ends it with the path", () =>
  withLoop(async (loop) => {
    const words = sharedWords();
    const steps = await iterate(loop, yieldFunction(words));
    assertEquals((await steps.next()).value, 1);
    const error = await failureOf(steps.next());
    assertInstanceOf(error, SerializationError);
    assertEquals(error.path, "item.user.onClick");
    assert(hasEnded(words));
  }), { skip: SHARES_MEMORY });

test("Stream: an async generator deep in a result is refused with advice", () =>
  withLoop(async (loop) => {
    const error = await failureOf(runCoroutineThreadsafe(returnNested(), loop));
    assertInstanceOf(error, SerializationError);
    assertEquals(error.path, "result.letters");
    assertStringIncludes(error.message, "return it itself");
  }));

// Streams that nobody has

test(
  "Stream: one that nobody has any more is closed",
  () =>
    withSharedLoop(async (loop) => {
      const words = sharedWords();
      await (await iterate(loop, countYields(words))).next();
      while (!hasEnded(words)) await garbageCollected();
    }),
  { skip: SHARES_MEMORY },
);

test(
  "Stream: a step that is awaited is answered, though nobody has the stream any more",
  () =>
    withSharedLoop(async (loop) => {
      const words = sharedWords();
      const waiting = (await iterate(loop, waitForWord(words))).next();
      await garbageCollected();
      assert(!hasEnded(words));
      Atomics.store(words, 0, 1);
      assertEquals(await waiting, { value: "told", done: false });
    }),
  { skip: SHARES_MEMORY },
);

// Tasks and loops

test("Stream: currentTask is its task all along", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(tellTask(), loop, { name: "teller" });
    assertEquals(await collect(await future), ["teller", "teller", "teller"]);
  }), { skip: KEEPS_TASKS });

test("Stream: counts as running until it has ended", () =>
  withSharedLoop(async (loop) => {
    const ends = endsFrom(loop);
    const steps = await iterate(loop, countTo(1));
    assertEquals([loop.stats().running, ends().completed], [1, 0]);
    await steps.next();
    await steps.next();
    assertEquals([loop.stats().running, ends().completed], [0, 1]);
    await (await iterate(loop, countTo(1))).return();
    assertEquals([loop.stats().running, ends().completed], [0, 2]);
  }));

test(
  "Stream: stopping the loop cancels it, after the items that have arrived",
  () =>
    withLoop(async (loop) => {
      const { words, waiting } = await beginToWait(loop, stall);
      const idle = await iterate(loop, countYields(sharedWords()));
      for (let taken = 0; taken < 100; taken++) await idle.next();
      await untilIdle(loop);
      loop.stats();
      loop.stop();
      await assertRejects(() => waiting, CancelledError, "was stopped");
      assertEquals((await idle.next()).value, 101);
      await assertRejects(() => collect(idle), CancelledError, "was stopped");
      assert(await loop.join(PATIENCE));
      assert(hasEnded(words));
    }),
  { skip: SHARES_MEMORY },
);

test(
  "Stream: stopping the loop reaches who waits at once, whatever the generator does",
  () =>
    withLoop(async (loop) => {
      const { waiting } = await beginToWait(loop, outlive);
      loop.stop();
      await assertRejects(() => waiting, CancelledError);
      assertEquals(loop.isClosed(), false);
    }, { onError: () => {}, stopTimeout: 300 }),
  { skip: SHARES_MEMORY },
);

test.blocking("Stream: who blocks for an item hears of the loop's stop", () =>
  withLoop(async (loop) => {
    const words = sharedWords();
    const steps = (await streamOf(loop, stall(words)))[Symbol.iterator]();
    steps.next();
    loop.callSoonThreadsafe(loop.stop);
    assertThrows(() => steps.next(), CancelledError);
  }));

test(
  "Stream: aborting the signal of the submission cancels it",
  () =>
    withSharedLoop(async (loop) => {
      const words = sharedWords();
      const controller = new AbortController();
      const future = runCoroutineThreadsafe(stall(words), loop, { signal: controller.signal });
      const steps = (await future)[Symbol.asyncIterator]();
      await steps.next();
      const waiting = steps.next();
      assert(await raised(words, 0, PATIENCE));
      controller.abort("enough");
      await assertRejects(() => waiting, CancelledError, "enough");
      assert(await raised(words, ENDED, PATIENCE));
    }),
  { skip: SHARES_MEMORY },
);

test(
  "Stream: a future cancelled before its coroutine begins never streams",
  () =>
    withLoop(async (loop) => {
      const words = sharedWords();
      const future = runCoroutineThreadsafe(countYields(words), loop);
      assert(future.cancel());
      await future.settled;
      await assertRejects(() => future, CancelledError);
      assertEquals(loop.stats().running, 0);
    }),
  { skip: SHARES_MEMORY },
);

test(
  "Stream: the death of the loop comes after the items that have arrived",
  () =>
    withLoop(async (loop) => {
      const items: number[] = [];
      const error = await failureOf((async () => {
        for await (const item of await runCoroutineThreadsafe(die(), loop)) items.push(item);
      })());
      assertInstanceOf(error, BrokenLoopError);
      assertEquals([items, error.exitCode], [[1, 2], exitCodeOf(3)]);
    }, { onError: () => {} }),
  { skip: BUN_TEST },
);

test.blocking(
  "Stream: who blocks for an item hears of the loop's death",
  () =>
    withLoop(async (loop) => {
      const steps = (await streamOf(loop, die()))[Symbol.iterator]();
      assertEquals([steps.next().value, steps.next().value], [1, 2]);
      assertInstanceOf(thrownBy(() => steps.next()), BrokenLoopError);
      assertEquals(steps.next().done, true);
    }, { onError: () => {} }),
  { skip: BUN_TEST },
);

test("Stream: return learns that the generator died with its loop", () =>
  withLoop(async (loop) => {
    const { steps, waiting } = await beginToWait(loop, outlive);
    const returning = failureOf(steps.return());
    await loop.terminate();
    assertInstanceOf(await returning, BrokenLoopError);
    assertEquals((await waiting).done, true);
  }), { skip: SHARES_MEMORY });

test("withWorker: streams left open are cancelled", async () => {
  const words = sharedWords();
  const stream = await withWorker(async (worker) => {
    const stream = await worker.submit(countYields(words));
    await stream[Symbol.asyncIterator]().next();
    return stream;
  });
  assert(hasEnded(words));
  assertThrows(() => stream[Symbol.iterator](), InvalidStateError);
}, { skip: SHARES_MEMORY });

test("withWorker: a stream read after the block is cancelled", async () => {
  const stream = await withWorker((worker) => worker.submit(countTo(3)));
  await assertRejects(() => collect(stream), CancelledError, "was drained");
});

test(
  "withWorker: a stream that ignores its cancellation does not keep it from ending",
  async () => {
    await withWorker({ onError: () => {}, stopTimeout: 50 }, async (worker) => {
      const words = sharedWords();
      const steps = (await worker.submit(outlive(words)))[Symbol.asyncIterator]();
      await steps.next();
      steps.next().catch(() => {});
      assert(await raised(words, 0, PATIENCE));
    });
  },
  { skip: SHARES_MEMORY },
);

// Where it runs

test("Stream: a loop may read its own, awaiting", () =>
  withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(sumOwn(200), loop), 19_900);
  }));

test("Stream: a loop that blocks for its own gets a DeadlockError", () =>
  withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(blockForOwn(), loop), "DeadlockError");
    await untilIdle(loop);
    assertEquals(loop.stats().running, 0);
  }));

test("Stream: a coroutine awaited where it is used gives its generator", () =>
  withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(readLocal(), loop), [0, 1, 2]);
  }));

test("Stream: can be given on by a coroutine", () =>
  withSharedLoop(async (loop) => {
    assertEquals(await collect(await runCoroutineThreadsafe(passOn(500), loop)), numbers(500));
  }));

test.blocking("toThread: a stream keeps its thread busy until it has ended", async () => {
  const words = sharedWords();
  const first = await toThread(countYields(words), { maxThreads: 1 });
  const second = toThread(countTo(3), { maxThreads: 1 });
  const items: number[] = [];
  for await (const item of first) {
    if (items.push(item) === 100) break;
    assert(!second.running() && !second.done());
  }
  assertEquals(items.at(-1), 100);
  assert(hasEnded(words));
  assertEquals([...await second], [0, 1, 2]);
});

test("toThread: aborting the signal cancels the stream", async () => {
  const words = sharedWords();
  const controller = new AbortController();
  const stream = await toThread(stall(words), { signal: controller.signal });
  const steps = stream[Symbol.asyncIterator]();
  await steps.next();
  const waiting = steps.next();
  assert(await raised(words, 0, PATIENCE));
  controller.abort("enough");
  await assertRejects(() => waiting, CancelledError, "enough");
  assert(await raised(words, ENDED, PATIENCE));
}, { skip: SHARES_MEMORY });
