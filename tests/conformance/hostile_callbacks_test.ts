import { type EventLoop, type Future, isSideloopError, runCoroutineThreadsafe } from "sideloop";
import { assert, assertEquals } from "@std/assert";
import { SHARES_MEMORY, test } from "../_harness/test.ts";
import { blockThread, raise, raised, sharedWords } from "../fixtures/blocks_thread.ts";
import { double } from "../fixtures/doubles.ts";
import {
  failUnseen,
  giveMeddlingGetter,
  giveStoppingGetter,
  giveThrowingGetter,
} from "../fixtures/hostile/hostile_results.ts";
import { sleepLong } from "../fixtures/sleeps_long.ts";
import { failureOf, PATIENCE, withLoop } from "../fixtures/with_loop.ts";

/** What done callbacks may do that ends nothing, with the loop and a future of it that is not done. */
const MEDDLINGS: readonly ((loop: EventLoop, other: Future<unknown>) => unknown)[] = [
  (loop) => runCoroutineThreadsafe(double(1), loop),
  (loop) => loop.close(), // which throws: it runs
  () => {
    throw new Error("From a callback");
  },
  (_, other) => other.addDoneCallback(() => other.addDoneCallback(() => other.cancel())),
  (_, other) => other.cancel(),
];

/** Has the done callbacks of a future meddle, between two that keep count. */
async function meddleIn(loop: EventLoop, meddlings: typeof MEDDLINGS): Promise<void> {
  const calls: string[] = [];
  const other = runCoroutineThreadsafe(sleepLong(), loop);
  const future = runCoroutineThreadsafe(double(4), loop);
  future.addDoneCallback(() => void calls.push("first"));
  for (const meddle of meddlings) future.addDoneCallback(() => void meddle(loop, other));
  future.addDoneCallback(() => void calls.push("last"));
  assertEquals(await future, 8);
  loop.stop();
  assert(isSideloopError(await failureOf(other)));
  await loop.join();
  assertEquals(calls, ["first", "last"]);
  assertEquals([loop.stats().pending, loop.stats().running], [0, 0]);
}

test("Future.addDoneCallback: one that submits, cancels, adds or throws disturbs neither the next ones nor the end", () =>
  withLoop((loop) => meddleIn(loop, MEDDLINGS), { onError: () => {} }));

for (const end of ["stop", "terminate"] as const) {
  test(`Future.addDoneCallback: one that calls ${end} disturbs neither the next ones nor the end`, () =>
    withLoop((loop) => meddleIn(loop, [() => void loop[end]()]), { onError: () => {} }));
}

test.blocking("Future.addDoneCallback: one may block on another future of the loop", () =>
  withLoop(async (loop) => {
    const future = runCoroutineThreadsafe(double(1), loop);
    const values: unknown[] = [];
    future.addDoneCallback(() => {
      values.push(runCoroutineThreadsafe(double(2), loop).result(PATIENCE));
    });
    await future;
    assertEquals(values, [4]);
  }));

test("onError: a handler that terminates the loop harms nothing", async () => {
  const messages: string[] = [];
  await withLoop(async (loop) => {
    await runCoroutineThreadsafe(failUnseen(), loop).settled;
    loop.stop();
    await loop.join();
    assert(loop.isClosed());
  }, {
    onError: (_, { message, loop }) => {
      messages.push(message);
      void loop.terminate();
    },
  });
  assertEquals(messages.length, 1);
});

test("runCoroutineThreadsafe: a result whose getter throws or submits settles, and the loop goes on", async () => {
  await withLoop(async (loop) => {
    const error = await failureOf(runCoroutineThreadsafe(giveThrowingGetter(), loop));
    assertEquals(((error as Error).cause as Error).message, "From a getter");
    assertEquals(await runCoroutineThreadsafe(giveMeddlingGetter(), loop), { value: "read" });
    assertEquals(await runCoroutineThreadsafe(double(3), loop), 6);
  });
});

test("runCoroutineThreadsafe: a result whose getter stops the loop settles", async () => {
  await withLoop(async (loop) => {
    const future = runCoroutineThreadsafe(giveStoppingGetter(), loop);
    future.addDoneCallback(() => {});
    await future.settled;
    assert(future.done());
  });
});

test(
  "EventLoop: one that is blocked holds up no other, shows its lag, and can be cancelled and ended",
  async () => {
    await withLoop(async (blocked) => {
      await withLoop(async (other) => {
        const words = sharedWords();
        const busy = runCoroutineThreadsafe(blockThread(words), blocked);
        assert(await raised(words, 0, PATIENCE));
        const waiting = runCoroutineThreadsafe(double(1), blocked);
        assertEquals(await runCoroutineThreadsafe(double(2), other), 4);
        while (blocked.stats().lag === 0) await runCoroutineThreadsafe(double(2), other);
        assertEquals(other.stats().pending, 0);
        assert(waiting.cancel());
        assert(waiting.cancelled());
        raise(words, 1);
        assertEquals(await busy, "unblocked");
        await waiting.settled;
      });
    });
  },
  { skip: SHARES_MEMORY },
);

test("Future: 1,000 failures that are dropped are reported when the loop stops, each once", async () => {
  let reports = 0;
  await withLoop(async (loop) => {
    for (let number = 0; number < 1_000; number++) runCoroutineThreadsafe(failUnseen(), loop);
    // The last one of the same module, which is loaded by then.
    await failureOf(runCoroutineThreadsafe(failUnseen(), loop));
    assertEquals(reports, 0);
  }, { onError: () => void (reports += 1) });
  assertEquals(reports, 1_000);
});
