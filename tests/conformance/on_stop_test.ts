import {
  AsyncWorker,
  coroutines,
  type EventLoop,
  InvalidStateError,
  LoopClosedError,
  newEventLoop,
  runCoroutineThreadsafe,
  SerializationError,
  type StopHook,
} from "sideloop";
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { SHARES_MEMORY, test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import * as hooks from "../fixtures/asyncio/hooks.ts";
import { newWords, writeDown, written } from "../fixtures/asyncio/hooks.ts";
import { inLoop } from "../fixtures/asyncio/run_in_loop.ts";
import { raised, sharedWords } from "../fixtures/blocks_thread.ts";
import { echo } from "../fixtures/echoes.ts";
import { exitProcess } from "../fixtures/exits_process.ts";
import { describeReport, Recorder } from "../fixtures/recorded_reports.ts";
import { endOf, failureOf, PATIENCE, withIdleLoop, withLoop } from "../fixtures/with_loop.ts";

/** What a loop's hooks have written down, and what it has reported, when it has ended. */
async function stopped(
  register: (loop: EventLoop, words: Int32Array) => unknown,
): Promise<{ numbers: number[]; reports: string[] }> {
  const recorder = new Recorder();
  const words = newWords();
  await withLoop(async (loop) => {
    await register(loop, words);
  }, { onError: recorder.handle, stopTimeout: PATIENCE });
  return { numbers: written(words), reports: recorder.reports.map(describeReport) };
}

test("EventLoop.onStop: hooks run when the loop is stopped, the last one first [147]", async () => {
  const { numbers } = await stopped(async (loop, words) => {
    for (const n of [1, 2, 3]) loop.onStop(writeDown(words, n));
    await runCoroutineThreadsafe(add(1, 2), loop);
    assertEquals(written(words), []);
  });
  assertEquals(numbers, [3, 2, 1]);
}, { skip: SHARES_MEMORY });

test(
  "EventLoop.onStop: each hook is awaited before the next, and may use all of the library [147]",
  async () => {
    const { numbers } = await stopped((loop, words) => {
      for (const n of [1, 2]) loop.onStop(hooks.writeSlowly(words, n));
    });
    assertEquals(numbers, [2, -2, 1, -1]);
  },
  { skip: SHARES_MEMORY },
);

test("EventLoop.onStop: an error in one is reported, and the others run [147]", async () => {
  const { numbers, reports } = await stopped((loop, words) => {
    loop.onStop(writeDown(words, 1));
    loop.onStop(hooks.failToClose());
    loop.onStop(writeDown(words, 2));
  });
  assertEquals(numbers, [2, 1]);
  assertEquals(reports, ["failToClose: cannot close"]);
}, { skip: SHARES_MEMORY });

test(
  "EventLoop.onStop: a hook that cannot be loaded is reported, and the others run [147]",
  async () => {
    const { numbers, reports } = await stopped((loop, words) => {
      loop.onStop(writeDown(words, 1));
      loop.onStop(missingHook());
    });
    assertEquals(numbers, [1]);
    assertEquals(reports.length, 1);
    assertMatch(String(reports), /missing/);
  },
  { skip: SHARES_MEMORY },
);

function missingHook(): StopHook {
  const { missing } = coroutines<{ missing(): void }>("file:///missing.ts");
  return missing();
}

test("EventLoop.onStop: a hook that ends cancelled is no error [147]", async () => {
  const { numbers, reports } = await stopped((loop, words) => {
    loop.onStop(writeDown(words, 1));
    loop.onStop(hooks.cancelItself());
  });
  assertEquals([numbers, reports], [[1], []]);
}, { skip: SHARES_MEMORY });

test("EventLoop.onStop: a hook that was taken back does not run [147]", async () => {
  const { numbers } = await stopped((loop, words) => {
    loop.onStop(writeDown(words, 1));
    const takeBack = loop.onStop(writeDown(words, 2));
    loop.onStop(writeDown(words, 3));
    takeBack();
    takeBack();
  });
  assertEquals(numbers, [3, 1]);
}, { skip: SHARES_MEMORY });

test("EventLoop.onStop: taking back does nothing when the loop has ended", async () => {
  const words = newWords();
  const loop = newEventLoop().start();
  const takeBack = loop.onStop(writeDown(words, 1));
  await endOf(loop);
  takeBack();
  assertEquals(written(words), [1]);
}, { skip: SHARES_MEMORY });

test("EventLoop.onStop: hooks can be registered before the start", async () => {
  const words = newWords();
  await withIdleLoop(async (loop) => {
    loop.onStop(writeDown(words, 1));
    await loop.start().ready;
  });
  assertEquals(written(words), [1]);
}, { skip: SHARES_MEMORY });

test("EventLoop.onStop: a loop that is closed before its start runs none", async () => {
  const words = newWords();
  await withIdleLoop((loop) => void loop.onStop(writeDown(words, 1)));
  assertEquals(written(words), []);
}, { skip: SHARES_MEMORY });

test("EventLoop.onStop: a hook runs on the loop's thread, as a task of its own", async () => {
  const { numbers } = await stopped((loop, words) => void loop.onStop(hooks.tellPlace(words)));
  assertEquals(numbers, [2, 3, 6]);
}, { skip: SHARES_MEMORY });

test("EventLoop.onStop: a hook may be a generator, and may limit itself", async () => {
  const { numbers } = await stopped((loop, words) => {
    loop.onStop(hooks.yieldToClose(words));
    loop.onStop(hooks.closeInTime(words));
  });
  assertEquals(numbers, [1, 5]);
}, { skip: SHARES_MEMORY });

test("EventLoop.onStop: from within, functions of the thread are hooks, too [147]", async () => {
  const { numbers, reports } = await stopped(async (loop, words) => {
    await runCoroutineThreadsafe(hooks.registerHere(words), loop);
    loop.onStop(writeDown(words, 6));
  });
  assertEquals(numbers, [6, 5, 3, 2, 1]);
  assertEquals(reports, ["anonymous: failing promise", "failing: failing function"]);
}, { skip: SHARES_MEMORY });

test("EventLoop.onStop: a function that is registered twice is two hooks [147]", async () => {
  const { numbers } = await stopped((loop, words) =>
    runCoroutineThreadsafe(hooks.registerTwice(words), loop)
  );
  assertEquals(numbers, [1]);
}, { skip: SHARES_MEMORY });

test("EventLoop.onStop: a hook may take back one that has yet to run", async () => {
  const { numbers } = await stopped((loop, words) =>
    runCoroutineThreadsafe(hooks.registerMore(words), loop)
  );
  assertEquals(numbers, [2, 1]);
}, { skip: SHARES_MEMORY });

test(
  "EventLoop.onStop: hooks come when all coroutines and tasks have cleaned up [136] [147]",
  async () => {
    const { numbers } = await stopped(async (loop, words) => {
      const begun = sharedWords();
      runCoroutineThreadsafe(hooks.cleanUpBefore(words, begun), loop);
      assert(await raised(begun, 0, PATIENCE));
    });
    assertEquals(numbers, [1, 1, 2]);
  },
  { skip: SHARES_MEMORY },
);

test("EventLoop.onStop: hooks run when the loop is stopped from within, or drained", async () => {
  const words = newWords();
  const loop = newEventLoop().start();
  loop.onStop(writeDown(words, 1));
  loop.callSoonThreadsafe(loop.stop);
  assert(await loop.join(PATIENCE));
  assertEquals(written(words), [1]);
}, { skip: SHARES_MEMORY });

test(
  "AsyncWorker: its hooks run when it is stopped, errors are in the report, and a restart has none",
  async () => {
    const words = newWords();
    const recorder = new Recorder();
    const worker = new AsyncWorker({ onError: recorder.handle }).start();
    worker.loop.onStop(writeDown(words, 1));
    worker.loop.onStop(hooks.failToClose());
    const report = await worker.stop();
    assertEquals(report.errors.map(String), ["RangeError: cannot close"]);
    assertEquals(written(words), [1]);
    worker.start();
    await worker.stop();
    assertEquals(written(words), [1]);
  },
  { skip: SHARES_MEMORY },
);

for (const name of ["neverClose", "blockForEver"] as const) {
  test(
    `EventLoop.onStop: a hook that does not end is cut off at the deadline, and reported by name: ${name} [142]`,
    async () => {
      const recorder = new Recorder();
      const words = sharedWords();
      const loop = newEventLoop({ onError: recorder.handle, stopTimeout: 600 }).start();
      await loop.ready;
      loop.onStop(hooks[name](words));
      loop.stop();
      assert(await loop.join(PATIENCE));
      assertEquals(words[0], 1);
      assert(loop.isClosed());
      const told = `${name}: ${name} did not end in time after it was cancelled`;
      assertEquals(recorder.reports.map(describeReport), [told]);
    },
    { skip: SHARES_MEMORY },
  );
}

test("EventLoop.onStop: a thread that dies runs none", async () => {
  const words = newWords();
  await withLoop(async (loop) => {
    loop.onStop(writeDown(words, 1));
    await failureOf(runCoroutineThreadsafe(exitProcess(3), loop));
  });
  assertEquals(written(words), []);
}, { skip: SHARES_MEMORY });

test("EventLoop.onStop: a terminated loop runs none", async () => {
  const words = newWords();
  const loop = newEventLoop().start();
  loop.onStop(writeDown(words, 1));
  await loop.ready;
  await loop.terminate();
  assertEquals(written(words), []);
}, { skip: SHARES_MEMORY });

test("EventLoop.onStop: what cannot be a hook on the owner's side is refused at once", async () => {
  await withLoop(async (loop) => {
    const used = add(1, 2);
    await used;
    for (const wrong of [() => {}, 5, undefined, Promise.resolve(), add]) {
      assertThrows(() => loop.onStop(wrong as never), TypeError);
    }
    assertThrows(() => loop.onStop(used), InvalidStateError);
    assertThrows(() => loop.onStop(echo(() => {})), SerializationError);
  });
});

test("EventLoop.onStop: what cannot be a hook is refused at once within the loop", async () => {
  const errors = [...Array.from({ length: 4 }, () => "TypeError"), "InvalidStateError"];
  assertEquals(await inLoop(hooks.wrongHooks()), errors);
});

test("EventLoop.onStop: a stopped loop takes no hook, from outside and from within", async () => {
  const words = newWords();
  await withLoop(async (loop) => {
    const future = runCoroutineThreadsafe(hooks.registerLate(words), loop);
    await future.settled;
    assertThrows(() => loop.onStop(add(1, 2)), LoopClosedError);
  });
  assertEquals(written(words), [1]);
}, { skip: SHARES_MEMORY });

test("EventLoop.onStop: the main thread's own loop takes none, since it is never stopped", async () => {
  assertEquals(await hooks.registerOnMain(), ["InvalidStateError", "InvalidStateError"]);
});

test(
  "EventLoop.onStop: a coroutine that ignores its cancellation does not keep hooks from running [147] [142]",
  async () => {
    const recorder = new Recorder();
    const words = newWords();
    await withLoop(async (loop) => {
      loop.onStop(writeDown(words, 1));
      const ignoring = runCoroutineThreadsafe(hooks.ignoreCancel(), loop);
      while (!ignoring.running()) await new Promise((resolve) => setTimeout(resolve, 1));
      ignoring.catch(() => {});
    }, { onError: recorder.handle, stopTimeout: 1_500 });
    assertEquals(written(words), [1]);
    assertEquals(recorder.reports.map(({ context }) => context.task), ["ignoreCancel"]);
  },
  { skip: SHARES_MEMORY },
);
