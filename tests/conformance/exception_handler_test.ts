import { type EventLoop, type Future, runCoroutineThreadsafe } from "sideloop";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { SHARES_MEMORY, test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { raised, sharedWords } from "../fixtures/blocks_thread.ts";
import { failInCleanup } from "../fixtures/fails_in_cleanup.ts";
import { failCallback } from "../fixtures/fails_outside.ts";
import { ignoreCancel } from "../fixtures/ignores_cancel.ts";
import { Recorder } from "../fixtures/recorded_reports.ts";
import { sleepLong } from "../fixtures/sleeps_long.ts";
import { throwBuiltIn } from "../fixtures/throws_errors.ts";
import { throwValue } from "../fixtures/throws_values.ts";
import { endOf, failureOf, PATIENCE, withIdleLoop, withLoop } from "../fixtures/with_loop.ts";

function submitFailing(loop: EventLoop): Future<void> {
  return runCoroutineThreadsafe(throwBuiltIn("RangeError", "unseen"), loop);
}

/** What is reported when a failing future is treated in some way, and its loop then stops. */
async function reportsAfter(look: (future: Future<void>) => unknown): Promise<string[]> {
  const recorder = new Recorder();
  await withLoop(async (loop) => {
    const future = submitFailing(loop);
    await look(future);
    await future.settled;
  }, { onError: recorder.handle });
  return recorder.messages();
}

test("onError: gets the error, and a context with message, loop and task [162]", async () => {
  const recorder = new Recorder();
  await withLoop(async (loop) => {
    loop.callSoonThreadsafe(failCallback, "callback failed");
    const { error, context } = await recorder.first();
    assertInstanceOf(error, RangeError);
    assertStrictEquals(context.loop, loop);
    assert(context.message.length > 0);
    assert(`${context.message} ${context.task}`.includes("failCallback"));
  }, { onError: recorder.handle });
});

test("onError: the stack of the error shows where it was thrown [192]", async () => {
  const recorder = new Recorder();
  await withLoop(async (loop) => {
    loop.callSoonThreadsafe(failCallback, "callback failed");
    const { stack } = (await recorder.first()).error as Error;
    assert(stack?.includes("fails_outside"), stack);
  }, { onError: recorder.handle });
});

test("onError: a thrown value that is no Error arrives as it is [162]", async () => {
  const recorder = new Recorder();
  await withLoop(async (loop) => {
    loop.callSoonThreadsafe(throwValue, 5);
    assertEquals((await recorder.first()).error, 5);
  }, { onError: recorder.handle });
});

test("setExceptionHandler: replaces onError [162]", async () => {
  const option = new Recorder();
  const handler = new Recorder();
  await withLoop(async (loop) => {
    loop.setExceptionHandler(handler.handle);
    loop.callSoonThreadsafe(failCallback, "one");
    await handler.first();
  }, { onError: option.handle });
  assertEquals([option.messages(), handler.messages()], [[], ["one"]]);
});

test("setExceptionHandler: can be called before the start [162]", async () => {
  const handler = new Recorder();
  await withIdleLoop(async (loop) => {
    loop.setExceptionHandler(handler.handle);
    loop.start();
    loop.callSoonThreadsafe(failCallback, "one");
    await handler.first();
  });
  assertEquals(handler.messages(), ["one"]);
});

test("setExceptionHandler: refuses what is neither a function nor undefined [162]", async () => {
  await withLoop((loop) => {
    for (const wrong of ["log", 7, {}, null]) {
      assertThrows(() => loop.setExceptionHandler(wrong as never), TypeError);
    }
  });
});

test("setExceptionHandler: a handler that throws harms neither loop nor process [162]", async () => {
  await withLoop(async (loop) => {
    const called = new Promise<void>((resolve) => {
      loop.setExceptionHandler(() => {
        resolve();
        throw new Error("handler failed (expected on stderr)");
      });
    });
    loop.callSoonThreadsafe(failCallback, "reported by the default handler (expected on stderr)");
    await called;
    assertEquals(await runCoroutineThreadsafe(add(1, 2), loop), 3);
  });
});

test("onError: a failure nobody looked at is reported when the loop stops [163]", async () => {
  const recorder = new Recorder();
  let unseen: Future<void> | undefined;
  await withLoop(async (loop) => {
    unseen = submitFailing(loop);
    await unseen.settled;
    assertEquals(recorder.reports.length, 0);
  }, { onError: recorder.handle });
  const { error, context } = await recorder.first();
  assertInstanceOf(error, RangeError);
  assertStrictEquals(context.future, unseen);
  assertEquals(recorder.messages(), ["unseen"]);
});

test.blocking("onError: a failure nobody looked at is reported after the end of a blocked caller [163]", async () => {
  const recorder = new Recorder();
  await withLoop(async (loop) => {
    submitFailing(loop);
    submitFailing(loop).exception(PATIENCE);
    await endOf(loop);
  }, { onError: recorder.handle });
  assertEquals(recorder.messages(), ["unseen"]);
});

test("onError: a failure whose wait timed out before is reported [163]", async () => {
  const reports = await reportsAfter((future) => {
    assertThrows(() => future.result(0));
  });
  assertEquals(reports, ["unseen"]);
});

const LOOKS: [string, (future: Future<void>) => unknown][] = [
  ["result", (future) => assertThrows(() => future.result(PATIENCE), RangeError)],
  ["exception", (future) => future.exception(PATIENCE)],
  ["an awaiter", async (future) => await failureOf(future)],
  ["catch", async (future) => await future.catch(() => {})],
  ["a done callback", (future) => future.addDoneCallback(() => {})],
];

for (const [what, look] of LOOKS) {
  test.blocking(`onError: a failure that ${what} saw is not reported [163]`, async () => {
    assertEquals(await reportsAfter(look), []);
  });
}

test("onError: cancelled and successful futures are not reported [163]", async () => {
  const recorder = new Recorder();
  await withLoop(async (loop) => {
    const sleeper = runCoroutineThreadsafe(sleepLong(), loop);
    sleeper.cancel();
    await sleeper.settled;
    await runCoroutineThreadsafe(add(1, 2), loop).settled;
    runCoroutineThreadsafe(sleepLong(), loop);
  }, { onError: recorder.handle });
  assertEquals(recorder.messages(), []);
});

test(
  "onError: an error in the cleanup of a cancelled coroutine is reported once [33]",
  async () => {
    const recorder = new Recorder();
    await withLoop(async (loop) => {
      const words = sharedWords();
      const future = runCoroutineThreadsafe(failInCleanup(words), loop, { name: "closer" });
      assert(await raised(words, 0, PATIENCE));
      future.cancel();
      const { error, context } = await recorder.first();
      assertInstanceOf(error, RangeError);
      assertEquals(future.cancelled(), true);
      assert(`${context.message} ${context.task} ${context.future?.name}`.includes("closer"));
    }, { onError: recorder.handle });
    assertEquals(recorder.messages(), ["cleanup failed"]);
  },
  { skip: SHARES_MEMORY },
);

test("onError: an error in the cleanup that a stop causes is reported [137]", async () => {
  const recorder = new Recorder();
  await withLoop(async (loop) => {
    const words = sharedWords();
    runCoroutineThreadsafe(failInCleanup(words), loop);
    assert(await raised(words, 0, PATIENCE));
  }, { onError: recorder.handle });
  assertEquals(recorder.messages(), ["cleanup failed"]);
}, { skip: SHARES_MEMORY });

test("onError: a coroutine that ignored the stop is reported by its name [142]", async () => {
  const recorder = new Recorder();
  await withLoop(async (loop) => {
    const words = sharedWords();
    runCoroutineThreadsafe(ignoreCancel(words), loop, { name: "stubborn" });
    assert(await raised(words, 0, PATIENCE));
  }, { onError: recorder.handle, stopTimeout: 50 });
  const [report] = recorder.reports;
  assert(report !== undefined, "nothing was reported");
  const { error, context } = report;
  const told = `${String(error)} ${context.message} ${context.task} ${context.future?.name}`;
  assert(told.includes("stubborn"), told);
}, { skip: SHARES_MEMORY });
