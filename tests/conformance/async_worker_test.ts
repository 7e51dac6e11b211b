import {
  AsyncWorker,
  BrokenLoopError,
  CancelledError,
  Future,
  LoopAlreadyRunningError,
  LoopNotRunningError,
  type StopReport,
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
import { add } from "../fixtures/adds.ts";
import { begun } from "../fixtures/begun.ts";
import { raised, sharedWords, spin } from "../fixtures/blocks_thread.ts";
import { cleanUp } from "../fixtures/cleans_up.ts";
import { nextNumber } from "../fixtures/counts_calls.ts";
import { taskName } from "../fixtures/describes_task.ts";
import { describeThread } from "../fixtures/describes_thread.ts";
import { exitProcess } from "../fixtures/exits_process.ts";
import { failInCleanup } from "../fixtures/fails_in_cleanup.ts";
import { initialize, initialized } from "../fixtures/initializes.ts";
import { meet } from "../fixtures/meets_others.ts";
import { sleepLong } from "../fixtures/sleeps_long.ts";
import { stopOwnLoop } from "../fixtures/stops_own_loop.ts";
import { throwBuiltIn } from "../fixtures/throws_errors.ts";
import { failureOf, PATIENCE, thrownBy } from "../fixtures/with_loop.ts";

type WorkerOptions = ConstructorParameters<typeof AsyncWorker>[0];
type Work = Parameters<AsyncWorker["submit"]>[0];

/** Runs `body` with a started worker, and stops it however `body` ends. */
async function withStarted(
  body: (worker: AsyncWorker) => void | Promise<void>,
  options?: WorkerOptions,
): Promise<void> {
  const worker = new AsyncWorker(options).start();
  try {
    await body(worker);
  } finally {
    await worker.stop();
  }
}

test("AsyncWorker: is not running before the start", () => {
  assertEquals(new AsyncWorker().isRunning, false);
});

test("AsyncWorker.start: returns the worker", async () => {
  const worker = new AsyncWorker();
  try {
    assertStrictEquals(worker.start(), worker);
    assertEquals(worker.isRunning, true);
  } finally {
    await worker.stop();
  }
});

test("AsyncWorker.start: twice throws and leaves the worker untouched [82]", async () => {
  await withStarted(async (worker) => {
    assertThrows(() => worker.start(), LoopAlreadyRunningError);
    assertEquals(worker.isRunning, true);
    assertEquals(await worker.submit(add(1, 2)), 3);
  });
});

test("AsyncWorker.submit: returns a future at once [56]", async () => {
  await withStarted(async (worker) => {
    const future = worker.submit(add(1, 2));
    assertInstanceOf(future, Future);
    assertEquals(await future, 3);
  });
});

test.blocking("AsyncWorker.submit: start, submit and block in one turn [81]", async () => {
  await withStarted((worker) => {
    assertEquals(worker.submit(add(1, 2)).result(PATIENCE), 3);
  });
}, { skip: STARTS_LATER });

test.blocking("AsyncWorker.submit: coroutines run concurrently [65]", async () => {
  await withStarted(async (worker) => {
    await begun(worker.loop);
    const both = [worker.submit(meet(2)), worker.submit(meet(2))];
    assertEquals(both.map((future) => future.result(PATIENCE)), [2, 2]);
  });
});

test("AsyncWorker.submit: takes the options of runCoroutineThreadsafe", async () => {
  await withStarted(async (worker) => {
    const controller = new AbortController();
    const named = worker.submit(taskName(), { name: "job 7" });
    const aborted = worker.submit(sleepLong(), { signal: controller.signal });
    controller.abort();
    assertEquals([await named, aborted.cancelled()], ["job 7", true]);
  });
});

test("AsyncWorker.submit: refuses what is not a coroutine [55]", async () => {
  await withStarted((worker) => {
    const wrong: unknown[] = [
      async () => await Promise.resolve(1),
      Promise.resolve(1),
      add,
      undefined,
    ];
    for (const work of wrong) assertThrows(() => worker.submit(work as Work), TypeError);
  });
});

test("AsyncWorker.submit: before the start throws [166]", () => {
  assertThrows(() => new AsyncWorker().submit(add(1, 2)), LoopNotRunningError);
});

test("AsyncWorker.submit: after the stop throws [166]", async () => {
  const worker = new AsyncWorker().start();
  await worker.stop();
  assertThrows(() => worker.submit(add(1, 2)), LoopNotRunningError);
});

test("AsyncWorker.submit: from the moment the stop begins throws [62]", async () => {
  const worker = new AsyncWorker().start();
  const stopped = worker.stop();
  assertThrows(() => worker.submit(add(1, 2)), LoopNotRunningError);
  await stopped;
});

test("AsyncWorker.loop: is the running loop", async () => {
  await withStarted(async (worker) => {
    const { loop } = worker;
    assert(loop !== undefined);
    assertEquals(loop.isRunning(), true);
    assertStrictEquals(worker.submit(add(1, 2)).loop, loop);
    assertEquals((await worker.submit(describeThread())).name, loop.name);
  });
});

test("AsyncWorker: takes the options of newEventLoop", async () => {
  await withStarted(async (worker) => {
    assertEquals((await worker.submit(describeThread())).name, "Прядильщик");
    assertEquals(await worker.submit(initialized()), ["prepared"]);
  }, { name: "Прядильщик", initializer: initialize("prepared") });
});

test("AsyncWorker: refuses options that newEventLoop refuses", () => {
  const start = (): unknown => new AsyncWorker({ name: 7 } as unknown as WorkerOptions).start();
  assertThrows(start, TypeError);
});

test("AsyncWorker.stop: resolves to a report with the ends by kind [142]", async () => {
  const worker = new AsyncWorker().start();
  await worker.submit(add(1, 2));
  await worker.submit(add(3, 4));
  worker.submit(sleepLong());
  const { completed, cancelled, abandoned, terminated, errors } = await worker.stop();
  assertEquals({ completed, cancelled, abandoned }, { completed: 2, cancelled: 1, abandoned: 0 });
  assertEquals(terminated, false);
  assertEquals(errors, []);
});

test("AsyncWorker.stop: cancels what is left, at once [138]", async () => {
  const worker = new AsyncWorker().start();
  const future = worker.submit(sleepLong());
  const stopped = worker.stop();
  assertEquals(future.cancelled(), true);
  await stopped;
  assertInstanceOf(await failureOf(future), CancelledError);
  assertEquals(worker.isRunning, false);
});

test("AsyncWorker.stop: waits for cleanup [136]", async () => {
  const worker = new AsyncWorker().start();
  const words = sharedWords();
  worker.submit(cleanUp(words));
  assert(await raised(words, 0, PATIENCE));
  const { cancelled, terminated } = await worker.stop();
  assertEquals(words[1], 1);
  assertEquals({ cancelled, terminated }, { cancelled: 1, terminated: false });
}, { skip: SHARES_MEMORY });

test("AsyncWorker.stop: terminates when the timeout is up, and says so [142]", async () => {
  const worker = new AsyncWorker({ onError: () => {} }).start();
  const words = sharedWords();
  const future = worker.submit(spin(words));
  assert(await raised(words, 0, PATIENCE));
  const { abandoned, terminated } = await worker.stop(50);
  assertEquals({ abandoned, terminated }, { abandoned: 1, terminated: true });
  assertEquals(future.done(), true);
}, { skip: SHARES_MEMORY });

test("AsyncWorker.stop: the stopTimeout of the worker is its default", async () => {
  const worker = new AsyncWorker({ onError: () => {}, stopTimeout: 50 }).start();
  const words = sharedWords();
  worker.submit(spin(words));
  assert(await raised(words, 0, PATIENCE));
  const begin = performance.now();
  assertEquals((await worker.stop()).terminated, true);
  assert(performance.now() - begin < 4_000);
}, { skip: SHARES_MEMORY });

test("AsyncWorker.stop: work that had not begun is cancelled, not abandoned [142]", async () => {
  const reports: unknown[] = [];
  const worker = new AsyncWorker({ onError: (_, { task }) => reports.push(task) }).start();
  const words = sharedWords();
  worker.submit(spin(words), { name: "spinning" });
  assert(await raised(words, 0, PATIENCE));
  const queued = [1, 2, 3].map((n) => worker.submit(add(n, n)));
  const { abandoned, cancelled } = await worker.stop(50);
  assertEquals({ abandoned, cancelled }, { abandoned: 1, cancelled: 3 });
  assertEquals(queued.map((future) => future.cancelled()), [true, true, true]);
  assertEquals(reports, ["spinning"]);
}, { skip: SHARES_MEMORY });

test("AsyncWorker.stop: timeout 0 terminates what does not end at once [142]", async () => {
  const worker = new AsyncWorker({ onError: () => {} }).start();
  const words = sharedWords();
  worker.submit(spin(words));
  assert(await raised(words, 0, PATIENCE));
  assertEquals((await worker.stop(0)).terminated, true);
}, { skip: SHARES_MEMORY });

test("AsyncWorker.stop: does not wait for a timeout when nothing is left [143]", async () => {
  const worker = new AsyncWorker().start();
  await worker.submit(add(1, 2));
  assertEquals((await worker.stop(3_600_000)).terminated, false);
});

test("AsyncWorker.stop: errors of cleanup are in the report [137]", async () => {
  const worker = new AsyncWorker({ onError: () => {} }).start();
  const words = sharedWords();
  worker.submit(failInCleanup(words));
  assert(await raised(words, 0, PATIENCE));
  const { errors } = await worker.stop();
  assertEquals(errors.map((error) => (error as Error).message), ["cleanup failed"]);
}, { skip: SHARES_MEMORY });

test("AsyncWorker.stop: before the start does nothing", async () => {
  const { completed, cancelled, abandoned, terminated, errors } = await new AsyncWorker().stop();
  assertEquals([completed, cancelled, abandoned], [0, 0, 0]);
  assertEquals([terminated, errors.length], [false, 0]);
});

test("AsyncWorker.stop: again, at the same time or later, does nothing more [140]", async () => {
  const worker = new AsyncWorker().start();
  await worker.submit(add(1, 2));
  const [first, second] = await Promise.all([worker.stop(), worker.stop()]);
  assertEquals(first, second);
  assertEquals((await worker.stop()).terminated, false);
});

test("AsyncWorker.stop: refuses NaN at once", async () => {
  await withStarted((worker) => {
    assertThrows(() => worker.stop(NaN), RangeError);
    assertThrows(() => worker.stopSync(NaN), RangeError);
    assertEquals(worker.isRunning, true);
  });
});

test.blocking("AsyncWorker.stopSync: blocks and returns the report [142]", async () => {
  const worker = new AsyncWorker().start();
  const words = sharedWords();
  await worker.submit(add(1, 2));
  worker.submit(cleanUp(words));
  assert(await raised(words, 0, PATIENCE));
  const { completed, cancelled, terminated }: StopReport = worker.stopSync();
  assertEquals({ completed, cancelled, terminated }, {
    completed: 1,
    cancelled: 1,
    terminated: false,
  });
  assertEquals([words[1], worker.isRunning], [1, false]);
});

test.blocking("AsyncWorker.stopSync: terminates when the timeout is up [142]", async () => {
  const worker = new AsyncWorker({ onError: () => {} }).start();
  const words = sharedWords();
  worker.submit(spin(words));
  assert(await raised(words, 0, PATIENCE));
  const { abandoned, terminated } = worker.stopSync(50);
  assertEquals({ abandoned, terminated }, { abandoned: 1, terminated: true });
});

test.blocking("AsyncWorker.stopSync: before the start and twice does nothing", async () => {
  const worker = new AsyncWorker();
  assertEquals(worker.stopSync().completed, 0);
  await begun(worker.start().loop);
  worker.stopSync();
  assertEquals(worker.stopSync().terminated, false);
});

test("AsyncWorker.start: after the stop starts anew, with fresh module state [86]", async () => {
  const worker = new AsyncWorker();
  for (let round = 0; round < 2; round += 1) {
    worker.start();
    assertEquals(await worker.submit(nextNumber()), 0);
    assertEquals(await worker.submit(nextNumber()), 1);
    await worker.stop();
  }
});

test("AsyncWorker: a coroutine that stops the loop stops the worker [141]", async () => {
  await withStarted(async (worker) => {
    const future = worker.submit(stopOwnLoop());
    await future.settled;
    assertInstanceOf(await failureOf(future), CancelledError);
    await worker.stop();
    assertEquals(worker.isRunning, false);
    assertThrows(() => worker.submit(add(1, 2)), LoopNotRunningError);
  });
});

test("AsyncWorker: after a crash submit throws BrokenLoopError, stop and start work [195]", async () => {
  await withStarted(async (worker) => {
    await assertRejects(() => worker.submit(exitProcess(3)), BrokenLoopError);
    assertEquals(worker.isRunning, false);
    assertThrows(() => worker.submit(add(1, 2)), BrokenLoopError);
    await worker.stop();
    assertEquals(await worker.start().submit(add(1, 2)), 3);
  }, { onError: () => {} });
});

test("AsyncWorker: an error of a coroutine leaves the worker running [58]", async () => {
  await withStarted(async (worker) => {
    await assertRejects(() => worker.submit(throwBuiltIn("URIError", "Fail!")), URIError, "Fail!");
    assertEquals(await worker.submit(add(1, 2)), 3);
  });
});

test("AsyncWorker[Symbol.asyncDispose]: stops and cancels what is left [145]", async () => {
  const worker = new AsyncWorker().start();
  const future = worker.submit(sleepLong());
  await worker[Symbol.asyncDispose]();
  assertEquals([future.cancelled(), worker.isRunning], [true, false]);
});

test("AsyncWorker[Symbol.dispose]: stops without waiting and cancels what is left [145]", async () => {
  const worker = new AsyncWorker().start();
  const future = worker.submit(sleepLong());
  worker[Symbol.dispose]();
  assertEquals(future.cancelled(), true);
  assertInstanceOf(thrownBy(() => worker.submit(add(1, 2))), LoopNotRunningError);
  await worker.stop();
});
