import {
  asyncHelper,
  BrokenLoopError,
  CancelledError,
  Future,
  InvalidStateError,
  runCoroutineThreadsafe,
  SerializationError,
  TimeoutError,
} from "sideloop";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { isBrowser, SHARES_MEMORY, STARTS_LATER, test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { raised, sharedWords } from "../fixtures/blocks_thread.ts";
import { cleanUp } from "../fixtures/cleans_up.ts";
import { nextNumber } from "../fixtures/counts_calls.ts";
import { describeThread } from "../fixtures/describes_thread.ts";
import { exitProcess } from "../fixtures/exits_process.ts";
import { sleepLong } from "../fixtures/sleeps_long.ts";
import { throwBuiltIn } from "../fixtures/throws_errors.ts";
import { helperNames, leaveWithHelper } from "../fixtures/uses_helper.ts";
import { failureOf, PATIENCE, thrownBy, withLoop } from "../fixtures/with_loop.ts";

/** A value of a wrong type, where the compiler would not let it pass. */
type Wrong = never;

/** Has the helper's thread begin where nobody can block for one that has not. */
async function helperBegun(): Promise<void> {
  if (isBrowser) await asyncHelper.run(add(0, 0));
}

test("asyncHelper.dispose: before the first use does nothing [2.10]", async () => {
  assertStrictEquals(await asyncHelper.dispose(), undefined);
  assertEquals(String(asyncHelper), "AsyncHelper { isRunning: false }");
});

test("asyncHelper.run: gives a future of a thread of its own [2.10]", async () => {
  const future = asyncHelper.run(describeThread(), { name: "where" });
  assertInstanceOf(future, Future);
  assertEquals([future.name, (await future).name], ["where", "MainThread-helper"]);
});

test.blocking("asyncHelper: first uses at the same time share one loop [2.10]", async () => {
  await asyncHelper.dispose();
  const futures = [1, 2, 3].map(() => asyncHelper.run(nextNumber()));
  assertEquals(await Promise.all(futures), [0, 1, 2]);
  assertEquals(asyncHelper.runSync(nextNumber()), 3);
});

test.blocking("asyncHelper.runSync: blocks and gives the value [2.10]", () => {
  assertEquals(asyncHelper.runSync(add(1, 2)), 3);
  assertEquals(asyncHelper.runSync(add(1, 2), PATIENCE), 3);
});

test.blocking("asyncHelper.runSync: throws what the coroutine throws [2.10]", () => {
  assertThrows(() => asyncHelper.runSync(throwBuiltIn("URIError", "Fail!")), URIError, "Fail!");
});

test.blocking("asyncHelper.runSync: the time is up; the coroutine is cancelled, the helper goes on [2.10]", async () => {
  for (const timeout of [0, 20]) {
    const error = thrownBy(() => asyncHelper.runSync(sleepLong(), timeout));
    assertInstanceOf(error, TimeoutError);
    assertEquals(error.code, "WAIT_TIMEOUT");
  }
  const [loaded, words] = [sharedWords(), sharedWords()];
  const first = asyncHelper.run(cleanUp(loaded));
  assert(await raised(loaded, 0, PATIENCE));
  assertThrows(() => asyncHelper.runSync(cleanUp(words), 300), TimeoutError);
  first.cancel();
  assert(await raised(words, 1, PATIENCE));
  assertEquals(asyncHelper.runSync(add(1, 2)), 3);
});

test.blocking("asyncHelper: wrong arguments throw at once", () => {
  const used = add(1, 2);
  asyncHelper.runSync(used);
  for (const run of [asyncHelper.run, asyncHelper.runSync]) {
    const call = (...args: unknown[]) => () =>
      (run as Wrong as typeof add).apply(asyncHelper, args as Wrong);
    for (const wrong of [undefined, add, async () => {}, Promise.resolve(1)]) {
      assertThrows(call(wrong), TypeError, "a coroutine is required");
    }
    assertThrows(call(used), InvalidStateError);
    assertThrows(call(add(1, (() => 1) as Wrong)), SerializationError);
  }
  assertThrows(() => asyncHelper.run(add(1, 2), { name: 7 as Wrong }), TypeError);
  assertThrows(() => asyncHelper.run(add(1, 2), null as Wrong), TypeError);
  assertThrows(() => asyncHelper.runSync(add(1, 2), "1" as Wrong), TypeError);
  assertThrows(() => asyncHelper.runSync(add(1, 2), NaN), RangeError);
});

test.blocking("asyncHelper.dispose: cancels what is left, lets it clean up, and the next use starts anew [2.10]", async () => {
  const words = sharedWords();
  const future = asyncHelper.run(cleanUp(words));
  assert(await raised(words, 0, PATIENCE));
  asyncHelper.runSync(nextNumber());
  assertStrictEquals(await asyncHelper.dispose(), undefined);
  assertInstanceOf(await failureOf(future), CancelledError);
  assertEquals(words[1], 1);
  await helperBegun();
  assertEquals(asyncHelper.runSync(nextNumber()), 0);
});

test.blocking("asyncHelper.dispose: again waits for the end, and then does nothing [2.10]", async () => {
  await helperBegun();
  asyncHelper.runSync(add(1, 2));
  const words = sharedWords();
  asyncHelper.run(cleanUp(words));
  assert(await raised(words, 0, PATIENCE));
  void asyncHelper.dispose();
  await asyncHelper.dispose();
  assertEquals(words[1], 1);
  await asyncHelper.dispose();
  assertEquals(String(asyncHelper), "AsyncHelper { isRunning: false }");
});

test.blocking("asyncHelper.dispose: a use meanwhile starts anew [2.10]", async () => {
  await helperBegun();
  asyncHelper.runSync(nextNumber());
  const disposed = asyncHelper.dispose();
  await helperBegun();
  assertEquals(asyncHelper.runSync(nextNumber()), 0);
  await disposed;
  assertEquals(asyncHelper.runSync(nextNumber()), 1);
});

test.blocking("asyncHelper: after a crash the next use starts anew [2.10]", async () => {
  const future = asyncHelper.run(exitProcess(3));
  await assertRejects(() => future, BrokenLoopError);
  await helperBegun();
  assertEquals(asyncHelper.runSync(add(1, 2)), 3);
  assertThrows(() => asyncHelper.runSync(exitProcess(3)), BrokenLoopError);
  assertEquals(await asyncHelper.run(add(1, 2)), 3);
});

test.blocking("asyncHelper: a loop that somebody has stopped is not used again", async () => {
  const { loop } = asyncHelper.run(add(1, 2));
  loop?.stop();
  await helperBegun();
  assertEquals(asyncHelper.runSync(add(1, 2)), 3);
  await loop?.join();
});

test.blocking(
  "asyncHelper: inside a loop it is that thread's own, and a helper may block on the next [2.10]",
  async () => {
    assertEquals(asyncHelper.runSync(helperNames(2), PATIENCE), [
      "MainThread-helper",
      "MainThread-helper-helper",
      "MainThread-helper-helper-helper",
    ]);
    await withLoop(async (loop) => {
      assertEquals(await runCoroutineThreadsafe(helperNames(1), loop), ["Weaver", "Weaver-helper"]);
    }, { name: "Weaver" });
  },
  { skip: STARTS_LATER },
);

test(
  "asyncHelper: inside a loop it is stopped with the loop, and what it runs cleans up [136]",
  async () => {
    const words = sharedWords();
    await withLoop(async (loop) => {
      assertEquals(await runCoroutineThreadsafe(leaveWithHelper(words), loop), loop.name);
      assert(await raised(words, 0, PATIENCE));
    });
    assertEquals(words[1], 1);
  },
  { skip: SHARES_MEMORY },
);

test("asyncHelper: cannot be an argument; the error says what to do", () => {
  assertThrows(
    () => asyncHelper.run(add(1, asyncHelper as Wrong)),
    SerializationError,
    "import asyncHelper there",
  );
});

test("asyncHelper: the error of a coroutine shows where it was run", async () => {
  const { stack = "" } = await failureOf(
    asyncHelper.run(throwBuiltIn("RangeError", "expected")),
  ) as Error;
  const below = stack.slice(stack.indexOf("--- submitted from"));
  assert(below.includes("async_helper_test"), stack);
  assert(!below.includes("async_helper.ts"), stack);
  await asyncHelper.dispose();
});

test.blocking("asyncHelper.runSync: the error of a coroutine shows where it was run", async () => {
  const { stack = "" } = thrownBy(() =>
    asyncHelper.runSync(throwBuiltIn("RangeError", "expected"))
  ) as Error;
  const below = stack.slice(stack.indexOf("--- submitted from"));
  assert(below.includes("async_helper_test"), stack);
  assert(!below.includes("async_helper.ts"), stack);
  await asyncHelper.dispose();
});
