import {
  BrokenLoopError,
  coroutines,
  type EventLoop,
  newEventLoop,
  runCoroutineThreadsafe,
} from "sideloop";
import { assert, assertEquals, assertInstanceOf, assertMatch, assertThrows } from "@std/assert";
import { test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { exitCodeOf } from "../fixtures/ends_thread.ts";
import { exitProcess, exitProcessLater } from "../fixtures/exits_process.ts";
import { rejectNobody, throwFromTimer } from "../fixtures/fails_outside.ts";
import { Recorder } from "../fixtures/recorded_reports.ts";
import { sleepLong } from "../fixtures/sleeps_long.ts";
import { failureOf, PATIENCE, thrownBy, withLoop } from "../fixtures/with_loop.ts";

const BUN_TEST = {
  when: "Bun" in globalThis,
  reason: "bun test ends workers before their handlers can run; tests/process covers it",
  link: "https://github.com/oven-sh/bun/pull/36445",
};

const QUIET = { onError: () => {} };

const exits = coroutines<typeof import("../fixtures/exits_on_import.ts")>(
  new URL("../fixtures/exits_on_import.ts", import.meta.url),
);

/** The BrokenLoopError that a future fails with. */
async function breakOf(awaitable: PromiseLike<unknown>): Promise<BrokenLoopError> {
  const error = await failureOf(awaitable);
  assertInstanceOf(error, BrokenLoopError);
  return error;
}

/** Lets a loop die. */
async function kill(loop: EventLoop): Promise<void> {
  await failureOf(runCoroutineThreadsafe(exitProcess(3), loop));
}

for (const [name, exit] of Object.entries({ exitProcess, exitProcessLater })) {
  test(`process.exit: ${name} breaks its future with the exit code [67] [195]`, async () => {
    await withLoop(async (loop) => {
      const { exitCode } = await breakOf(runCoroutineThreadsafe(exit(3), loop));
      assertEquals(exitCode, exitCodeOf(3));
    }, QUIET);
  });

  test.blocking(`process.exit: ${name} wakes a blocked caller [67] [195]`, async () => {
    await withLoop((loop) => {
      const future = runCoroutineThreadsafe(exit(3), loop);
      const error = thrownBy(() => future.result(PATIENCE));
      assertInstanceOf(error, BrokenLoopError);
      assertEquals(error.exitCode, exitCodeOf(3));
    }, QUIET);
  });
}

test("process.exit: zero is an exit code, too [67]", async () => {
  await withLoop(async (loop) => {
    const { exitCode } = await breakOf(runCoroutineThreadsafe(exitProcess(0), loop));
    assertEquals(exitCode, 0);
  }, QUIET);
});

test("process.exit: on import breaks the future [67]", async () => {
  await withLoop(async (loop) => {
    const { exitCode } = await breakOf(runCoroutineThreadsafe(exits.unreachable(), loop));
    assertEquals(exitCode, exitCodeOf(4));
  }, QUIET);
});

test.blocking("process.exit: on import wakes a blocked caller [67]", async () => {
  await withLoop((loop) => {
    const future = runCoroutineThreadsafe(exits.unreachable(), loop);
    assertInstanceOf(thrownBy(() => future.result(PATIENCE)), BrokenLoopError);
  }, QUIET);
});

test("process.exit: in a callback breaks the futures of the loop [67]", async () => {
  await withLoop(async (loop) => {
    const sleeper = runCoroutineThreadsafe(sleepLong(), loop);
    loop.callSoonThreadsafe(exitProcess, 3);
    await breakOf(sleeper);
  }, QUIET);
});

test("process.exit: breaks every future of the loop, begun or not [195]", async () => {
  await withLoop(async (loop) => {
    const futures = [1, 2, 3].map(() => runCoroutineThreadsafe(sleepLong(), loop));
    futures.push(runCoroutineThreadsafe(exitProcess(3), loop) as unknown as typeof futures[0]);
    futures.push(runCoroutineThreadsafe(sleepLong(), loop));
    for (const future of futures) await breakOf(future);
  }, QUIET);
});

test("process.exit: leaves results that are there [138]", async () => {
  await withLoop(async (loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    await future;
    await kill(loop);
    assertEquals(future.result(0), 3);
  }, QUIET);
});

test("process.exit: the broken future is settled, done and not cancelled [195]", async () => {
  await withLoop(async (loop) => {
    const future = runCoroutineThreadsafe(exitProcess(3), loop);
    await future.settled;
    assertEquals([future.done(), future.running(), future.cancelled()], [true, false, false]);
    assertInstanceOf(future.exception(0), BrokenLoopError);
  }, QUIET);
});

test("BrokenLoopError: later submissions throw it at once [195]", async () => {
  await withLoop(async (loop) => {
    await kill(loop);
    assertThrows(() => runCoroutineThreadsafe(add(1, 2), loop), BrokenLoopError);
    assertThrows(() => loop.callSoonThreadsafe(add, 1, 2), BrokenLoopError);
  }, QUIET);
});

test.blocking("BrokenLoopError: later submissions throw it without a turn of the event loop [195]", async () => {
  await withLoop((loop) => {
    const future = runCoroutineThreadsafe(exitProcess(3), loop);
    thrownBy(() => future.result(PATIENCE));
    assertThrows(() => runCoroutineThreadsafe(add(1, 2), loop), BrokenLoopError);
  }, QUIET);
});

test("BrokenLoopError: a dead loop is not running; stop, join and close still work [195]", async () => {
  await withLoop(async (loop) => {
    await kill(loop);
    assertEquals(loop.isRunning(), false);
    loop.stop();
    assertEquals(await loop.join(PATIENCE), true);
    assertEquals(loop.joinSync(PATIENCE), true);
    loop.close();
    assertEquals(loop.isClosed(), true);
  }, QUIET);
});

test.blocking("EventLoop.joinSync: returns when the loop dies [195]", async () => {
  await withLoop((loop) => {
    loop.callSoonThreadsafe(exitProcessLater, 3);
    assertEquals(loop.joinSync(PATIENCE), true);
    assertEquals(loop.isRunning(), false);
  }, QUIET);
});

test("EventLoop.join: resolves when the loop dies [195]", async () => {
  await withLoop(async (loop) => {
    loop.callSoonThreadsafe(exitProcessLater, 3);
    assertEquals(await loop.join(PATIENCE), true);
  }, QUIET);
});

test("BrokenLoopError: a dead loop cannot be started again [86]", async () => {
  await withLoop(async (loop) => {
    await kill(loop);
    assertInstanceOf(thrownBy(() => loop.start()), Error);
    assertEquals(loop.isRunning(), false);
  }, QUIET);
});

test("BrokenLoopError: another loop is unharmed [195]", async () => {
  await withLoop(async (loop) => {
    await withLoop(kill, QUIET);
    assertEquals(await runCoroutineThreadsafe(add(1, 2), loop), 3);
  });
});

for (const [name, stray] of Object.entries({ throwFromTimer, rejectNobody })) {
  test(`EventLoop: ${name} is reported once, and the loop lives on [79]`, async () => {
    const recorder = new Recorder();
    await withLoop(async (loop) => {
      assertEquals(await runCoroutineThreadsafe(stray("stray"), loop), "returned");
      const { error, context } = await recorder.first();
      assertInstanceOf(error, RangeError);
      assertEquals(context.loop, loop);
      assertEquals(await runCoroutineThreadsafe(add(1, 2), loop), 3);
    }, { onError: recorder.handle });
    assertEquals(recorder.messages(), ["stray"]);
  }, { skip: BUN_TEST });

  test.blocking(`EventLoop: ${name} does not disturb a blocked caller [79]`, async () => {
    await withLoop((loop) => {
      const future = runCoroutineThreadsafe(stray("stray"), loop);
      assertEquals(future.result(PATIENCE), "returned");
      assertEquals(runCoroutineThreadsafe(add(1, 2), loop).result(PATIENCE), 3);
    }, QUIET);
  }, { skip: BUN_TEST });

  test(`EventLoop: ${name} does not disturb other coroutines [79]`, async () => {
    await withLoop(async (loop) => {
      const sleeper = runCoroutineThreadsafe(sleepLong(), loop);
      await runCoroutineThreadsafe(stray("stray"), loop);
      assert(!sleeper.done());
    }, QUIET);
  }, { skip: BUN_TEST });
}

test("BrokenLoopError: its stack shows where the work was submitted", async () => {
  const loop = newEventLoop().start();
  const future = runCoroutineThreadsafe(sleepLong(), loop);
  await loop.ready;
  await loop.terminate();
  const { stack = "" } = await failureOf(future) as Error;
  assertMatch(stack, /submitted from MainThread/);
  assertMatch(stack, /loop_death_test\.ts/);
});
