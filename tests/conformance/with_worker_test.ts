import {
  AsyncWorker,
  CancelledError,
  type Future,
  LoopNotRunningError,
  withWorker,
} from "sideloop";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { SHARES_MEMORY, STARTS_LATER, test } from "../_harness/test.ts";
import { leaveDeaf, leaveSleeper } from "../fixtures/leaves_tasks.ts";
import { Recorder } from "../fixtures/recorded_reports.ts";
import { add } from "../fixtures/adds.ts";
import { raised, sharedWords } from "../fixtures/blocks_thread.ts";
import { cleanUp } from "../fixtures/cleans_up.ts";
import { describeThread } from "../fixtures/describes_thread.ts";
import { sleepFor } from "../fixtures/sleeps.ts";
import { sleepLong } from "../fixtures/sleeps_long.ts";
import { throwBuiltIn } from "../fixtures/throws_errors.ts";
import { failureOf, PATIENCE } from "../fixtures/with_loop.ts";

test("withWorker: gives a running worker and returns the block's value [145]", async () => {
  const value = await withWorker(async (worker) => {
    assertInstanceOf(worker, AsyncWorker);
    assertEquals(worker.isRunning, true);
    return await worker.submit(add(1, 2));
  });
  assertEquals(value, 3);
});

test.blocking("withWorker: takes a block that is not async", async () => {
  assertEquals(await withWorker((worker) => worker.submit(add(1, 2)).result(PATIENCE)), 3);
}, { skip: STARTS_LATER });

test("withWorker: takes options [145]", async () => {
  const name = await withWorker({ name: "Прядильщик" }, async (worker) => {
    return (await worker.submit(describeThread())).name;
  });
  assertEquals(name, "Прядильщик");
});

test("withWorker: the worker has stopped afterwards [145]", async () => {
  const worker = await withWorker((worker) => worker);
  assertEquals(worker.isRunning, false);
  assertThrows(() => worker.submit(add(1, 2)), LoopNotRunningError);
});

test("withWorker: drains on success [144]", async () => {
  const futures: Future<unknown>[] = [];
  await withWorker((worker) => {
    futures.push(worker.submit(sleepFor(30, "slept")), worker.submit(add(1, 2)));
  });
  assertEquals(futures.map((future) => future.result(0)), ["slept", 3]);
});

test("withWorker: a failure that is drained does not change the block's value [137]", async () => {
  const value = await withWorker({ onError: () => {} }, (worker) => {
    worker.submit(throwBuiltIn("RangeError", "in the background"));
    return "value";
  });
  assertEquals(value, "value");
});

test("withWorker: cancels on error and throws the block's error [144]", async () => {
  const failure = new RangeError("block failed");
  const futures: Future<unknown>[] = [];
  const failed = withWorker((worker) => {
    futures.push(worker.submit(sleepLong()));
    throw failure;
  });
  assertStrictEquals(await failureOf(failed), failure);
  const [future] = futures;
  assert(future !== undefined);
  assertInstanceOf(await failureOf(future), CancelledError);
});

test("withWorker: lets cleanup end before it throws the block's error [144]", async () => {
  const words = sharedWords();
  const failed = withWorker(async (worker) => {
    worker.submit(cleanUp(words));
    assert(await raised(words, 0, PATIENCE));
    throw new RangeError("block failed");
  });
  await assertRejects(() => failed, RangeError, "block failed");
  assertEquals(words[1], 1);
}, { skip: SHARES_MEMORY });

test("withWorker: a failing submission that the block awaits is the block's error [145]", async () => {
  const failed = withWorker(async (worker) =>
    await worker.submit(throwBuiltIn("URIError", "Fail!"))
  );
  await assertRejects(() => failed, URIError, "Fail!");
});

test("withWorker: refuses what is not a function, at once", () => {
  const call = withWorker as unknown as (...args: unknown[]) => unknown;
  for (const args of [[], [{}], [undefined], [{}, "block"]]) {
    assertThrows(() => call(...args), TypeError);
  }
});

test(
  "withWorker: cancels the tasks that its work has left behind, and lets them clean up [144]",
  async () => {
    const words = sharedWords();
    assertEquals(await withWorker((worker) => worker.submit(leaveSleeper(words))), "left");
    assertEquals(words[1], 1);
  },
  { skip: SHARES_MEMORY },
);

test(
  "withWorker: a task left behind that does not end is cut off and reported by name [142]",
  async () => {
    const { handle, reports } = new Recorder();
    const options = { onError: handle, stopTimeout: 50 };
    const value = await withWorker(options, (worker) => worker.submit(leaveDeaf(sharedWords())));
    await Promise.resolve();
    assertEquals([value, reports.map(({ context }) => context.task)], ["left", ["neverEnd"]]);
  },
  { skip: SHARES_MEMORY },
);
