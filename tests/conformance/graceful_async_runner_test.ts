import {
  BrokenLoopError,
  CancelledError,
  Future,
  GracefulAsyncRunner,
  LoopAlreadyRunningError,
  LoopNotRunningError,
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
import { raise, raised, sharedWords, spin } from "../fixtures/blocks_thread.ts";
import { blockInCleanup, cleanUp } from "../fixtures/cleans_up.ts";
import { nextNumber } from "../fixtures/counts_calls.ts";
import { taskName } from "../fixtures/describes_task.ts";
import { describeThread } from "../fixtures/describes_thread.ts";
import { exitProcess } from "../fixtures/exits_process.ts";
import { failInCleanup } from "../fixtures/fails_in_cleanup.ts";
import { ignoreCancel } from "../fixtures/ignores_cancel.ts";
import { initialize, initialized } from "../fixtures/initializes.ts";
import { Recorder } from "../fixtures/recorded_reports.ts";
import { sleepLong } from "../fixtures/sleeps_long.ts";
import { sharedStamps, stamp, stampAndFail, stampInCleanup } from "../fixtures/stamps.ts";
import { stopOwnLoop } from "../fixtures/stops_own_loop.ts";
import { throwBuiltIn } from "../fixtures/throws_errors.ts";
import { failureOf, PATIENCE, thrownBy } from "../fixtures/with_loop.ts";

type RunnerOptions = NonNullable<ConstructorParameters<typeof GracefulAsyncRunner>[0]>;
type Work = Parameters<GracefulAsyncRunner["submit"]>[0];

/** A deadline that no test waits for. */
const NEVER = 3_600_000;

/** Runs `body` with a started runner, and shuts it down however `body` ends. */
async function withStarted(
  body: (runner: GracefulAsyncRunner) => void | Promise<void>,
  options?: RunnerOptions,
): Promise<void> {
  const runner = new GracefulAsyncRunner(options).start();
  try {
    await body(runner);
  } finally {
    await runner.shutdown();
  }
}

/** A started runner with a coroutine that has begun to keep its thread busy for ever. */
async function spinningRunner(
  options: RunnerOptions,
): Promise<[GracefulAsyncRunner, Future<void>]> {
  const runner = new GracefulAsyncRunner(options).start();
  const words = sharedWords();
  const future = runner.submit(spin(words), { name: "spinning" });
  assert(await raised(words, 0, PATIENCE));
  return [runner, future];
}

test("GracefulAsyncRunner: is not running before the start", () => {
  const runner = new GracefulAsyncRunner();
  assertEquals([runner.isRunning, runner.pending], [false, 0]);
});

test("GracefulAsyncRunner.start: returns the runner", async () => {
  const runner = new GracefulAsyncRunner();
  try {
    assertStrictEquals(runner.start(), runner);
    assertEquals(runner.isRunning, true);
  } finally {
    await runner.shutdown();
  }
});

test("GracefulAsyncRunner.start: twice throws and leaves the runner untouched [82]", async () => {
  await withStarted(async (runner) => {
    assertThrows(() => runner.start(), LoopAlreadyRunningError);
    assertEquals(runner.isRunning, true);
    assertEquals(await runner.submit(add(1, 2)), 3);
  });
});

test("GracefulAsyncRunner.start: while it shuts down throws [82]", async () => {
  const runner = new GracefulAsyncRunner().start();
  const shutdown = runner.shutdown();
  assertThrows(() => runner.start(), LoopAlreadyRunningError);
  await shutdown;
});

test("GracefulAsyncRunner.start: after the shutdown starts anew, on a new loop [86]", async () => {
  const runner = new GracefulAsyncRunner();
  const loops = new Set();
  for (let round = 0; round < 2; round += 1) {
    runner.start();
    assertEquals(await runner.submit(nextNumber()), 0);
    loops.add(runner.loop);
    await runner.shutdown();
  }
  assertEquals(loops.size, 2);
});

test("GracefulAsyncRunner.submit: returns a future at once [56]", async () => {
  await withStarted(async (runner) => {
    const future = runner.submit(add(1, 2));
    assertInstanceOf(future, Future);
    assertStrictEquals(future.loop, runner.loop);
    assertEquals(await future, 3);
  });
});

test.blocking("GracefulAsyncRunner.submit: start, submit and block in one turn [81]", async () => {
  await withStarted((runner) => {
    assertEquals(runner.submit(add(1, 2)).result(PATIENCE), 3);
  });
}, { skip: STARTS_LATER });

test("GracefulAsyncRunner.submit: before the start queues", async () => {
  const runner = new GracefulAsyncRunner();
  const futures = [1, 2].map((n) => runner.submit(add(n, n)));
  assertEquals([runner.pending, futures.map((future) => future.done())], [2, [false, false]]);
  runner.start();
  try {
    assertEquals(await Promise.all(futures), [2, 4]);
  } finally {
    await runner.shutdown();
  }
});

test("GracefulAsyncRunner.submit: takes the options of runCoroutineThreadsafe", async () => {
  await withStarted(async (runner) => {
    const controller = new AbortController();
    const named = runner.submit(taskName(), { name: "job 7" });
    const aborted = runner.submit(sleepLong(), { signal: controller.signal });
    controller.abort();
    assertEquals([await named, aborted.cancelled()], ["job 7", true]);
  });
});

test("GracefulAsyncRunner.submit: refuses what is not a coroutine [55]", async () => {
  await withStarted((runner) => {
    const wrong: unknown[] = [async () => await Promise.resolve(1), Promise.resolve(1), add];
    for (const work of wrong) assertThrows(() => runner.submit(work as Work), TypeError);
  });
});

test("GracefulAsyncRunner.submit: from the moment the shutdown begins throws [62]", async () => {
  const runner = new GracefulAsyncRunner().start();
  const shutdown = runner.shutdown();
  assertThrows(() => runner.submit(add(1, 2)), LoopNotRunningError);
  await shutdown;
  assertThrows(() => runner.submit(add(1, 2)), LoopNotRunningError);
});

test("GracefulAsyncRunner.submit: an error's stack shows the caller", async () => {
  await withStarted(async (runner) => {
    const error = await failureOf(runner.submit(throwBuiltIn("URIError", "Fail!")));
    assertInstanceOf(error, URIError);
    const [, submission = ""] = error.stack?.split("--- submitted from") ?? [];
    assert(submission.includes("graceful_async_runner_test.ts"), error.stack);
    assertEquals(submission.includes("restartable_loop.ts"), false, error.stack);
  });
});

test("GracefulAsyncRunner: an error of a coroutine leaves the runner running [58]", async () => {
  await withStarted(async (runner) => {
    await assertRejects(() => runner.submit(throwBuiltIn("URIError", "Fail!")), URIError, "Fail!");
    assertEquals(await runner.submit(add(1, 2)), 3);
  });
});

test("GracefulAsyncRunner: takes the options of newEventLoop", async () => {
  await withStarted(async (runner) => {
    assertEquals((await runner.submit(describeThread())).name, "Бегун");
    assertEquals(await runner.submit(initialized()), ["prepared"]);
  }, { name: "Бегун", initializer: initialize("prepared") });
});

test("GracefulAsyncRunner: refuses options that newEventLoop refuses", () => {
  for (const options of [{ name: 7 }, { stopTimeout: "1" }, null, 7]) {
    assertThrows(() => new GracefulAsyncRunner(options as unknown as RunnerOptions), TypeError);
  }
  assertThrows(() => new GracefulAsyncRunner({ stopTimeout: NaN }), RangeError);
});

test("GracefulAsyncRunner: refuses handleSignals that are not names of signals it can handle [153]", () => {
  const wrong: unknown[] = ["SIGINT", null, 7, {}, ["SIGNOTHING"], ["sigint"], [2], [""]];
  const uncatchable = [["SIGKILL"], ["SIGINT", "SIGSTOP"], ["toString"]];
  for (const handleSignals of [...wrong, ...uncatchable]) {
    const options = { handleSignals } as unknown as RunnerOptions;
    assertThrows(() => new GracefulAsyncRunner(options), TypeError, "handleSignals");
  }
  assertEquals(new GracefulAsyncRunner({ handleSignals: [] }).isRunning, false);
});

test("GracefulAsyncRunner: after a crash submit throws BrokenLoopError, the rest works [195]", async () => {
  await withStarted(async (runner) => {
    const lost = runner.submit(sleepLong());
    await assertRejects(() => runner.submit(exitProcess(3)), BrokenLoopError);
    assertEquals([runner.isRunning, runner.pending], [false, 0]);
    assertInstanceOf(await failureOf(lost), BrokenLoopError);
    assertThrows(() => runner.submit(add(1, 2)), BrokenLoopError);
    await runner.shutdown();
    assertEquals(await runner.start().submit(add(1, 2)), 3);
  }, { onError: () => {} });
});

test("GracefulAsyncRunner.pending: counts what was accepted and has not ended", async () => {
  await withStarted(async (runner) => {
    const futures = [1, 2, 3].map(() => runner.submit(sleepLong()));
    await runner.submit(add(1, 2));
    assertEquals(runner.pending, 3);
    for (const future of futures) future.cancel();
    await Promise.all(futures.map((future) => future.settled));
    assertEquals(runner.pending, 0);
  });
});

test("GracefulAsyncRunner.pending: counts who still cleans up", async () => {
  await withStarted(async (runner) => {
    const [words, atCleanup] = [sharedWords(), sharedWords()];
    const future = runner.submit(blockInCleanup(words, atCleanup));
    assert(await raised(words, 0, PATIENCE));
    future.cancel();
    assert(await raised(atCleanup, 0, PATIENCE));
    assertEquals([future.cancelled(), runner.pending], [true, 1]);
    raise(words, 1);
    await future.settled;
    assertEquals(runner.pending, 0);
  });
}, { skip: SHARES_MEMORY });

test("GracefulAsyncRunner.pending: is 0 after the shutdown, also of what was cut off", async () => {
  const [runner] = await spinningRunner({ onError: () => {} });
  runner.submit(sleepLong());
  assertEquals(runner.pending, 2);
  await runner.shutdown(50);
  assertEquals(runner.pending, 0);
}, { skip: SHARES_MEMORY });

test(
  "GracefulAsyncRunner.shutdown: cancels, then cleanup, then hooks, then the end [136]",
  async () => {
    const runner = new GracefulAsyncRunner().start();
    const [words, stamps] = [sharedWords(), sharedStamps()];
    runner.loop.onStop(stamp(stamps, 2));
    const future = runner.submit(stampInCleanup(words, stamps, 1));
    assert(await raised(words, 0, PATIENCE));
    const shutdown = runner.shutdown();
    assertEquals([future.cancelled(), runner.isRunning], [true, false]);
    const { cancelled, terminated } = await shutdown;
    assertEquals([...stamps.subarray(0, 3)], [2, 1, 2]);
    assertEquals({ cancelled, terminated }, { cancelled: 1, terminated: false });
  },
  { skip: SHARES_MEMORY },
);

test("GracefulAsyncRunner.shutdown: resolves to a report with the ends by kind [142]", async () => {
  const runner = new GracefulAsyncRunner().start();
  await runner.submit(add(1, 2));
  runner.submit(sleepLong());
  assertEquals(await runner.shutdown(), {
    completed: 1,
    cancelled: 1,
    abandoned: 0,
    terminated: false,
    errors: [],
  });
});

test(
  "GracefulAsyncRunner.shutdown: errors of cleanup go to the handler and the report [137]",
  async () => {
    const recorder = new Recorder();
    const runner = new GracefulAsyncRunner({ onError: recorder.handle }).start();
    const words = sharedWords();
    const future = runner.submit(failInCleanup(words));
    assert(await raised(words, 0, PATIENCE));
    const { errors } = await runner.shutdown();
    assertEquals(errors.map((error) => (error as Error).message), ["cleanup failed"]);
    assertEquals(recorder.messages(), ["cleanup failed"]);
    assertInstanceOf(await failureOf(future), CancelledError);
  },
  { skip: SHARES_MEMORY },
);

test(
  "GracefulAsyncRunner.shutdown: leaves no future pending and finished ones untouched [138]",
  async () => {
    const runner = new GracefulAsyncRunner().start();
    const finished = runner.submit(add(1, 2));
    await finished.settled;
    const words = sharedWords();
    const begun = runner.submit(cleanUp(words));
    assert(await raised(words, 0, PATIENCE));
    const queued = runner.submit(sleepLong());
    const waiting = failureOf(queued);
    await runner.shutdown();
    assertEquals([finished, begun, queued].map((future) => future.done()), [true, true, true]);
    assertEquals(finished.result(0), 3);
    assertThrows(() => begun.result(0), CancelledError);
    assertInstanceOf(await waiting, CancelledError);
  },
  { skip: SHARES_MEMORY },
);

test.blocking("GracefulAsyncRunner.shutdown: of a loop that stops itself wakes who blocks on it [138]", async () => {
  await withStarted(async (runner) => {
    await begun(runner.loop);
    const future = runner.submit(stopOwnLoop());
    assertInstanceOf(thrownBy(() => future.result(PATIENCE)), CancelledError);
  });
});

test("GracefulAsyncRunner.shutdown: a submission meanwhile is settled or refused [139]", async () => {
  for (let round = 0; round < 10; round += 1) {
    const runner = new GracefulAsyncRunner().start();
    const accepted: Future<number>[] = [];
    const submitting = (async () => {
      while (runner.isRunning) {
        for (let n = 0; n < 10; n += 1) accepted.push(runner.submit(add(1, n)));
        await new Promise((resolve) => setTimeout(resolve));
      }
      assertThrows(() => runner.submit(add(1, 2)), LoopNotRunningError);
    })();
    await new Promise((resolve) => setTimeout(resolve, round));
    await Promise.all([runner.shutdown(), submitting]);
    assertEquals(accepted.filter((future) => !future.done()), []);
  }
});

test("GracefulAsyncRunner.shutdown: gives everybody the same promise [140]", async () => {
  const runner = new GracefulAsyncRunner().start();
  const shutdown = runner.shutdown();
  assertStrictEquals(runner.shutdown(), shutdown);
  const report = await shutdown;
  assertStrictEquals(await runner.shutdown(), report);
  assertEquals(runner.shutdownSync(), report);
});

test("GracefulAsyncRunner.shutdown: again, with less time, ends it sooner [140]", async () => {
  const [runner] = await spinningRunner({ onError: () => {} });
  const shutdown = runner.shutdown(NEVER);
  runner.shutdown(10);
  assertEquals((await shutdown).terminated, true);
}, { skip: SHARES_MEMORY });

test("GracefulAsyncRunner.shutdown: before the start cancels what is queued", async () => {
  const runner = new GracefulAsyncRunner();
  const future = runner.submit(add(1, 2));
  const { completed, cancelled, terminated } = await runner.shutdown();
  assertEquals({ completed, cancelled, terminated }, {
    completed: 0,
    cancelled: 1,
    terminated: false,
  });
  assertEquals([future.cancelled(), runner.pending], [true, 0]);
  assertThrows(() => runner.submit(add(1, 2)), LoopNotRunningError);
  assertEquals(await runner.start().submit(add(1, 2)), 3);
  await runner.shutdown();
});

test("GracefulAsyncRunner.shutdownSync: before the start cancels what is queued", () => {
  const runner = new GracefulAsyncRunner();
  const future = runner.submit(add(1, 2));
  assertEquals(runner.shutdownSync().cancelled, 1);
  assertThrows(() => future.result(), CancelledError);
});

test("GracefulAsyncRunner: a coroutine that stops the loop shuts the runner down [141]", async () => {
  await withStarted(async (runner) => {
    const future = runner.submit(stopOwnLoop());
    await future.settled;
    assertInstanceOf(await failureOf(future), CancelledError);
    const { cancelled, terminated } = await runner.shutdown();
    assertEquals({ cancelled, terminated }, { cancelled: 1, terminated: false });
    assertThrows(() => runner.submit(add(1, 2)), LoopNotRunningError);
  });
});

test(
  "GracefulAsyncRunner.shutdown: terminates at the deadline and reports by name [142]",
  async () => {
    const recorder = new Recorder();
    const [runner, future] = await spinningRunner({ onError: recorder.handle });
    const { abandoned, terminated } = await runner.shutdown(50);
    assertEquals({ abandoned, terminated }, { abandoned: 1, terminated: true });
    assertEquals(recorder.reports.map(({ context }) => context.task), ["spinning"]);
    assertEquals(future.cancelled(), true);
  },
  { skip: SHARES_MEMORY },
);

test("GracefulAsyncRunner.shutdown: who ignores the cancel is reported by name [142]", async () => {
  const recorder = new Recorder();
  const runner = new GracefulAsyncRunner({ onError: recorder.handle }).start();
  const words = sharedWords();
  runner.submit(ignoreCancel(words), { name: "stubborn" });
  assert(await raised(words, 0, PATIENCE));
  assertEquals((await runner.shutdown(50)).abandoned, 1);
  assertEquals(recorder.reports.map(({ context }) => context.task), ["stubborn"]);
}, { skip: SHARES_MEMORY });

test(
  "GracefulAsyncRunner.shutdown: the stopTimeout of the runner is its default [142]",
  async () => {
    const [runner] = await spinningRunner({ onError: () => {}, stopTimeout: 50 });
    assertEquals((await runner.shutdown()).terminated, true);
  },
  { skip: SHARES_MEMORY },
);

test("GracefulAsyncRunner.shutdown: takes no longer than the cleanup [143]", async () => {
  const runner = new GracefulAsyncRunner().start();
  const words = sharedWords();
  runner.submit(cleanUp(words));
  assert(await raised(words, 0, PATIENCE));
  assertEquals((await runner.shutdown(NEVER)).terminated, false);
}, { skip: SHARES_MEMORY });

test("GracefulAsyncRunner.shutdown: takes no time when nothing is left [143]", async () => {
  const runner = new GracefulAsyncRunner().start();
  await runner.submit(add(1, 2));
  assertEquals((await runner.shutdown(NEVER)).terminated, false);
});

test("GracefulAsyncRunner.shutdown: right after a submission and a cancel [146]", async () => {
  const runner = new GracefulAsyncRunner().start();
  const future = runner.submit(sleepLong());
  future.cancel();
  const other = runner.submit(sleepLong());
  const { cancelled, terminated } = await runner.shutdown(NEVER);
  assertEquals({ cancelled, terminated }, { cancelled: 2, terminated: false });
  assertEquals([future.cancelled(), other.cancelled()], [true, true]);
});

test(
  "GracefulAsyncRunner.shutdown: hooks run in reverse order, and one may fail [147]",
  async () => {
    const runner = new GracefulAsyncRunner({ onError: () => {} }).start();
    const stamps = sharedStamps();
    runner.loop.onStop(stamp(stamps, 1));
    runner.loop.onStop(stampAndFail(stamps, 2));
    runner.loop.onStop(stamp(stamps, 3));
    const { errors, terminated } = await runner.shutdown();
    assertEquals([...stamps.subarray(1, 4)], [3, 2, 1]);
    assertEquals(errors.map((error) => (error as Error).message), ["hook failed"]);
    assertEquals(terminated, false);
  },
  { skip: SHARES_MEMORY },
);

test(
  "GracefulAsyncRunner.shutdown: does not block the thread that cleanup waits for [148]",
  async () => {
    const runner = new GracefulAsyncRunner().start();
    const [words, atCleanup] = [sharedWords(), sharedWords()];
    runner.submit(blockInCleanup(words, atCleanup));
    assert(await raised(words, 0, PATIENCE));
    const shutdown = runner.shutdown(NEVER);
    setTimeout(() => raise(words, 1), 20);
    assertEquals((await shutdown).terminated, false);
  },
  { skip: SHARES_MEMORY },
);

test("GracefulAsyncRunner.shutdown: refuses NaN at once", async () => {
  await withStarted((runner) => {
    assertThrows(() => runner.shutdown(NaN), RangeError);
    assertThrows(() => runner.shutdownSync(NaN), RangeError);
    assertEquals(runner.isRunning, true);
  });
});

test.blocking("GracefulAsyncRunner.shutdownSync: blocks and returns the report [142]", async () => {
  const runner = new GracefulAsyncRunner().start();
  const words = sharedWords();
  runner.submit(cleanUp(words));
  assert(await raised(words, 0, PATIENCE));
  const { cancelled, terminated } = runner.shutdownSync();
  assertEquals({ cancelled, terminated }, { cancelled: 1, terminated: false });
  assertEquals([words[1], runner.isRunning], [1, false]);
});

test.blocking("GracefulAsyncRunner.shutdownSync: terminates at the deadline [142]", async () => {
  const [runner] = await spinningRunner({ onError: () => {} });
  const { abandoned, terminated } = runner.shutdownSync(50);
  assertEquals({ abandoned, terminated }, { abandoned: 1, terminated: true });
});

test("GracefulAsyncRunner[Symbol.asyncDispose]: shuts down and cancels what is left [144, 145]", async () => {
  const runner = new GracefulAsyncRunner().start();
  const future = runner.submit(sleepLong());
  await runner[Symbol.asyncDispose]();
  assertEquals([future.cancelled(), runner.isRunning], [true, false]);
});

test("GracefulAsyncRunner[Symbol.dispose]: does so without waiting [144, 145]", async () => {
  const runner = new GracefulAsyncRunner().start();
  const future = runner.submit(sleepLong());
  runner[Symbol.dispose]();
  assertEquals(future.cancelled(), true);
  assertThrows(() => runner.submit(add(1, 2)), LoopNotRunningError);
  await runner.shutdown();
});

test("GracefulAsyncRunner.toString: names the runner and its state", async () => {
  const runner = new GracefulAsyncRunner({ name: "R" });
  assertEquals(String(runner), 'GracefulAsyncRunner { name: "R", isRunning: false }');
  assertEquals(String(runner.start()), 'GracefulAsyncRunner { name: "R", isRunning: true }');
  await runner.shutdown();
  assertEquals(Object.prototype.toString.call(runner), "[object GracefulAsyncRunner]");
});
