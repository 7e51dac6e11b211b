import {
  type EventLoop,
  LoopClosedError,
  newEventLoop,
  runCoroutineThreadsafe,
  SerializationError,
} from "sideloop";
import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { SHARES_MEMORY, STARTS_LATER, test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { blockThread, raise, raised, sharedWords } from "../fixtures/blocks_thread.ts";
import { failCallback, rejectCallback } from "../fixtures/fails_outside.ts";
import { mutate } from "../fixtures/mutates_argument.ts";
import { postWords, repost, stopRepost, takeBack } from "../fixtures/posts_to_own_loop.ts";
import { Recorder } from "../fixtures/recorded_reports.ts";
import {
  record,
  recordAll,
  recorded,
  recordLater,
  recordThread,
} from "../fixtures/records_calls.ts";
import { returnFunction } from "../fixtures/returns_unserializable.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { release, waitForRelease } from "../fixtures/waits_for_release.ts";
import { failureOf, PATIENCE, thrownBy, withIdleLoop, withLoop } from "../fixtures/with_loop.ts";

async function recordedOn(loop: EventLoop): Promise<string[]> {
  return await runCoroutineThreadsafe(recorded(), loop);
}

/** Posts whatever it is given, past the type checker. */
function postAnything(loop: EventLoop, callback: unknown): unknown {
  return loop.callSoonThreadsafe(callback as typeof record, "word");
}

test("callSoonThreadsafe: runs the callback in the loop's thread [73]", async () => {
  await withSharedLoop(async (loop) => {
    loop.callSoonThreadsafe(recordThread);
    assertEquals(await recordedOn(loop), [loop.name]);
  });
});

test("callSoonThreadsafe: runs callbacks once each, in the order posted [73]", async () => {
  await withSharedLoop(async (loop) => {
    const words = Array.from({ length: 20 }, (_, index) => `word ${index}`);
    for (const word of words) loop.callSoonThreadsafe(record, word);
    assertEquals(await recordedOn(loop), words);
  });
});

test("callSoonThreadsafe: passes all arguments on [73]", async () => {
  await withSharedLoop(async (loop) => {
    loop.callSoonThreadsafe(recordAll, "a", 2, true);
    assertEquals(await recordedOn(loop), ["a 2 true"]);
  });
});

test("callSoonThreadsafe: an async callback is fine [73]", async () => {
  await withSharedLoop(async (loop) => {
    loop.callSoonThreadsafe(recordLater, "later");
    await recordedOn(loop);
    assertEquals(await recordedOn(loop), ["later"]);
  });
});

test("callSoonThreadsafe: a callback that posts itself again starves nobody [73]", async () => {
  await withLoop(async (loop) => {
    loop.callSoonThreadsafe(repost);
    assert(await runCoroutineThreadsafe(stopRepost(), loop) > 0);
  });
});

test("callSoonThreadsafe: what the callback returns goes nowhere, so it need not be cloneable [73]", async () => {
  const recorder = new Recorder();
  await withLoop(async (loop) => {
    loop.callSoonThreadsafe(returnFunction);
    await failureOf(runCoroutineThreadsafe(returnFunction(), loop));
  }, { onError: recorder.handle });
  assertEquals(recorder.messages(), []);
});

test("callSoonThreadsafe: wakes a loop that waits for nothing else [74]", async () => {
  await withLoop(async (loop) => {
    const future = runCoroutineThreadsafe(waitForRelease(), loop);
    await runCoroutineThreadsafe(add(1, 2), loop);
    loop.callSoonThreadsafe(release, "woken");
    assertEquals(await future, "woken");
  });
});

test("callSoonThreadsafe: what is posted before the start runs after it [75]", async () => {
  await withIdleLoop(async (loop) => {
    loop.callSoonThreadsafe(record, "early");
    loop.start();
    assertEquals(await recordedOn(loop), ["early"]);
  });
});

test("callSoonThreadsafe: a closed loop throws [76]", () => {
  const loop = newEventLoop();
  loop.close();
  assertThrows(() => loop.callSoonThreadsafe(record, "never"), LoopClosedError);
});

test("callSoonThreadsafe: a stopped loop throws [76]", async () => {
  await withLoop((loop) => {
    loop.stop();
    assertThrows(() => loop.callSoonThreadsafe(record, "never"), LoopClosedError);
  });
});

test("callSoonThreadsafe: on the own thread runs later, in the order posted [77]", async () => {
  await withSharedLoop(async (loop) => {
    const { now, later } = await runCoroutineThreadsafe(postWords(["a", "b", "c"]), loop);
    assertEquals(now, []);
    assertEquals(later, ["a", "b", "c"]);
  });
});

test("Handle: cancel before the loop starts prevents the callback [78]", async () => {
  await withIdleLoop(async (loop) => {
    const handle = loop.callSoonThreadsafe(record, "never");
    loop.callSoonThreadsafe(record, "kept");
    handle.cancel();
    loop.start();
    assertEquals(await recordedOn(loop), ["kept"]);
  });
});

test("Handle: cancel while the loop is busy prevents the callback [78]", async () => {
  await withSharedLoop(async (loop) => {
    const words = sharedWords();
    const blocker = runCoroutineThreadsafe(blockThread(words), loop);
    assert(await raised(words, 0, PATIENCE));
    loop.callSoonThreadsafe(record, "never").cancel();
    raise(words, 1);
    await blocker;
    assertEquals(await recordedOn(loop), []);
  });
}, { skip: SHARES_MEMORY });

test("Handle: cancel on the own thread prevents the callback [78]", async () => {
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(takeBack("never"), loop), []);
  });
});

test("Handle: cancelled tells whether it was cancelled; cancel is idempotent [78]", async () => {
  await withIdleLoop((loop) => {
    const handle = loop.callSoonThreadsafe(record, "never");
    assertEquals(handle.cancelled(), false);
    handle.cancel();
    handle.cancel();
    assertEquals(handle.cancelled(), true);
  });
});

test("Handle: cancel after the callback ran does no harm [78]", async () => {
  await withSharedLoop(async (loop) => {
    const handle = loop.callSoonThreadsafe(record, "ran");
    await recordedOn(loop);
    handle.cancel();
    assertEquals(await recordedOn(loop), ["ran"]);
  });
});

for (const failing of [failCallback, rejectCallback]) {
  test(`callSoonThreadsafe: ${failing.name} is reported, and later ones run [79]`, async () => {
    const recorder = new Recorder();
    await withLoop(async (loop) => {
      loop.callSoonThreadsafe(failing, "callback failed");
      loop.callSoonThreadsafe(record, "after");
      const { error, context } = await recorder.first();
      assertInstanceOf(error, RangeError);
      assertEquals(error.message, "callback failed");
      assertEquals(context.loop, loop);
      assertEquals(await recordedOn(loop), ["after"]);
    }, { onError: recorder.handle });
    assertEquals(recorder.messages(), ["callback failed"]);
  });
}

const NOT_CALLBACKS: [string, () => unknown][] = [
  ["a closure", () => () => {}],
  ["a coroutine, which is a function already called", () => record("word")],
  ["a promise", () => Promise.resolve()],
  ["a number", () => 1],
  ["undefined", () => undefined],
];

for (const [what, make] of NOT_CALLBACKS) {
  test(`callSoonThreadsafe: refuses ${what} [80]`, async () => {
    await withIdleLoop((loop) => {
      assertThrows(() => postAnything(loop, make()), TypeError);
    });
  });
}

test("callSoonThreadsafe: refuses an argument that cannot be cloned [190]", async () => {
  await withIdleLoop((loop) => {
    const error = thrownBy(() => loop.callSoonThreadsafe(recordAll, "a", (() => 2) as never, true));
    assertInstanceOf(error, SerializationError);
    assertEquals(error.path, "args[1]");
  });
});

test("callSoonThreadsafe: arguments are cloned when it is called [72]", async () => {
  const list = [1];
  await withIdleLoop(async (loop) => {
    loop.callSoonThreadsafe(mutate, list);
    loop.start();
    await runCoroutineThreadsafe(mutate(list), loop);
    assertEquals(list, [1]);
  });
});

test.blocking(
  "callSoonThreadsafe: a callback is not lost when the caller blocks at once [81]",
  async () => {
    await withIdleLoop((loop) => {
      loop.start();
      loop.callSoonThreadsafe(record, "posted");
      assertEquals(runCoroutineThreadsafe(recorded(), loop).result(PATIENCE), ["posted"]);
    });
  },
  { skip: STARTS_LATER },
);

test("callSoonThreadsafe: loop.stop stops the loop [84]", async () => {
  await withLoop(async (loop) => {
    loop.callSoonThreadsafe(loop.stop);
    assertEquals(await loop.join(PATIENCE), true);
    assertEquals(loop.isRunning(), false);
  });
});

test("callSoonThreadsafe: a callback handed in before loop.stop runs, and fails aloud [79] [84]", async () => {
  const recorder = new Recorder();
  await withLoop(async (loop) => {
    loop.callSoonThreadsafe(failCallback, "first");
    await recorder.first();
    loop.callSoonThreadsafe(failCallback, "second");
    loop.callSoonThreadsafe(loop.stop);
    assertEquals(await loop.join(PATIENCE), true);
  }, { onError: recorder.handle });
  assertEquals(recorder.messages(), ["first", "second"]);
});

test("Handle: cancel of a posted loop.stop keeps the loop going [78]", async () => {
  await withIdleLoop(async (loop) => {
    loop.callSoonThreadsafe(loop.stop).cancel();
    loop.start();
    assertEquals(await runCoroutineThreadsafe(add(1, 2), loop), 3);
  });
}, { skip: SHARES_MEMORY });

test("callSoonThreadsafe: what was handed in before loop.stop is started before it [84]", async () => {
  await withLoop(async (loop) => {
    await runCoroutineThreadsafe(add(0, 0), loop);
    const futures = [1, 2, 3].map((n) => runCoroutineThreadsafe(add(n, n), loop));
    loop.callSoonThreadsafe(loop.stop);
    assertEquals(await Promise.all(futures), [2, 4, 6]);
  });
});
