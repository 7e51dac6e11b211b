import {
  CancelledError,
  type Coroutine,
  type EventLoop,
  runCoroutineThreadsafe,
  TimeoutError,
} from "sideloop";
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { KEEPS_TASKS, SHARES_MEMORY, test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { cancelledIn, readLog, WAIT_NAMES } from "../fixtures/asyncio/cancelled_in_waits.ts";
import { compute, computeBesides } from "../fixtures/asyncio/computes.ts";
import { inLoop, inSharedLoop } from "../fixtures/asyncio/run_in_loop.ts";
import * as told from "../fixtures/asyncio/tells_cancellation.ts";
import { raised, sharedWords } from "../fixtures/blocks_thread.ts";
import { nextNumber } from "../fixtures/counts_calls.ts";
import { describeReport, Recorder } from "../fixtures/recorded_reports.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { sleepFor } from "../fixtures/sleeps.ts";
import { failureOf, PATIENCE, withIdleLoop, withLoop } from "../fixtures/with_loop.ts";

for (const way of WAIT_NAMES) {
  test(
    `Future.cancel: ends ${way} with the reason, and the cleanup may wait [30] [39]`,
    async () => {
      await withSharedLoop(async (loop) => {
        const words = sharedWords();
        const future = runCoroutineThreadsafe(cancelledIn(way, words), loop);
        assert(await raised(words, 0, PATIENCE));
        future.cancel("no longer needed");
        await future.settled;
        const log = await runCoroutineThreadsafe(readLog(), loop);
        assertEquals(log, ["cancelled: no longer needed", "cleaned up"]);
      });
    },
    { skip: SHARES_MEMORY },
  );
}

test("Task.cancel: all waits of the library work in the cleanup [30]", async () => {
  assertEquals(await inSharedLoop(told.waitsInCleanup()), [
    "sleep went on",
    "coroutine went on",
    "task went on",
    "future went on",
    "gather went on",
    "waitFor went on",
    "timeout went on",
    "strict timeout TimeoutError",
    "shield went on",
    "cancellable went on",
    "taskGroup went on",
  ]);
});

test(
  "Task.cancel: is told at the next wait where the task awaits something else, once [30]",
  async () => {
    assertEquals(await inSharedLoop(told.toldAtNextWait()), [
      "cancelled",
      "foreign went on",
      "second foreign went on",
      "first wait cancelled",
      "second wait went on",
    ]);
  },
  { skip: KEEPS_TASKS },
);

test("Task.cancel: is told at the next wait, of whatever kind [30]", async () => {
  for (const [kind, end] of Object.entries(await inSharedLoop(told.toldAtNextWaits()))) {
    assertEquals([kind, end], [kind, "wait cancelled"]);
  }
}, { skip: KEEPS_TASKS });

test("Task.signal: who has read it is told by it alone [29]", async () => {
  assertEquals(await inSharedLoop(told.toldBySignal()), [
    "signal cancelled: enough",
    "next wait went on",
  ]);
});

test("Task.signal: who has read it and waits is told by both [29]", async () => {
  const log = ["signal", "wait cancelled", "next wait went on"];
  assertEquals(await inSharedLoop(told.toldBySignalAndWait()), log);
});

test(
  "Task.signal: read after the cancellation it is aborted, and always the same [29]",
  async () => {
    assertEquals(await inSharedLoop(told.signalReadLate()), ["wait cancelled", "true enough true"]);
  },
  { skip: KEEPS_TASKS },
);

test("Task.cancel: a task that cancels itself is told at its next wait, once [41]", async () => {
  const log = ["true", "foreign went on", "wait cancelled", "next wait went on", "true"];
  assertEquals(await inSharedLoop(told.cancelsItself()), log);
}, { skip: KEEPS_TASKS });

test("Task.cancel: a task that cancels itself is told though it has read its signal [41]", async () => {
  assertEquals(await inSharedLoop(told.cancelsItselfWithSignal()), [
    "aborted true",
    "wait cancelled",
  ]);
});

test("Task.cancel: a task that cancels itself and returns is cancelled [41]", async () => {
  assertEquals(await inSharedLoop(told.cancelsItselfAndReturns()), [true, true, true]);
});

test("CancelledError: thrown by a task makes it cancelled [34]", async () => {
  assertEquals(await inSharedLoop(told.throwsCancelled()), ["cancelled", "from inside", "true"]);
});

test("Task.cancel: a second time it is true, and tells nobody [40]", async () => {
  assertEquals(await inSharedLoop(told.cancelledTwice()), [
    "true",
    "true",
    "cleanup went on",
    "late cleanup went on",
    "first",
  ]);
}, { skip: KEEPS_TASKS });

test("Task.cancel: a child that cleans up is not told again with its parent [40]", async () => {
  const log = await inSharedLoop(told.parentCancelledDuringCleanup());
  const each = ["child began", "child cancelled", "child cleaned up", "parent cancelled"];
  assertEquals(log.toSorted(), each);
}, { skip: KEEPS_TASKS });

test("Task.cancel: one error tells of it everywhere [39]", async () => {
  const everywhere = { child: true, signal: true, wait: true, check: true, result: true };
  assertEquals(await inSharedLoop(told.reasons()), everywhere);
});

test("Task.cancel: a task that swallows it stays cancelled [32]", async () => {
  assertEquals(await inSharedLoop(told.swallowed()), ["swallowed cancelled", "true", "cancelled"]);
});

test("Task.cancelled: true for an AbortError of the own signal, false for one of another [35]", async () => {
  const ends = { own: "true", reasoned: "true", others: "false AbortError" };
  assertEquals(await inSharedLoop(told.aborted()), ends);
});

test("Task.cancel: racing with the end 1,000 times, exactly one of them wins [37]", async () => {
  const { settled, cancelled = 0, returned = 0, inconsistent } = await inSharedLoop(
    told.races(1_000),
  );
  assertEquals([settled, cancelled + returned, inconsistent], [1_000, 1_000, 0]);
  assert(cancelled > 0 && returned > 0, `${cancelled} cancelled, ${returned} returned`);
});

test("Future.cancel: racing with the end of a waiting coroutine, exactly one of them wins [37]", async () => {
  await withSharedLoop(async (loop) => {
    let calls = 0;
    for (let round = 0; round < 1_000; round++) {
      const future = runCoroutineThreadsafe(sleepFor(0, "slept"), loop);
      future.addDoneCallback(() => calls++);
      for (let spin = 0; spin < (round % 50) * 100; spin++);
      if (round % 3 === 0) await Promise.resolve();
      const wasTold = future.cancel();
      await future.settled;
      const end = await future.catch((error) => error);
      assertEquals(wasTold, end instanceof CancelledError, `round ${round}`);
      assertEquals(wasTold, future.cancelled());
    }
    await runCoroutineThreadsafe(add(1, 2), loop);
    assertEquals(calls, 1_000);
  });
});

test("Future: is cancelled with the task that awaits it, unless it is shielded or just held [42]", async () => {
  const cancelled = { awaited: true, shielded: false, held: false };
  assertEquals(await inSharedLoop(told.nested()), cancelled);
});

test("SubmitOptions.signal: aborted before the submission, nothing is posted [44]", async () => {
  await withSharedLoop(async (loop) => {
    const signal = AbortSignal.abort("too late");
    const future = runCoroutineThreadsafe(nextNumber(), loop, { signal });
    assertEquals([future.done(), future.cancelled()], [true, true]);
    const error = await failureOf(future);
    assertInstanceOf(error, CancelledError);
    assertEquals(error.message, "too late");
    await future.settled;
    assertEquals(await runCoroutineThreadsafe(nextNumber(), loop), 0);
    assertEquals(loop.stats().pending + loop.stats().running, 0);
  });
});

test("SubmitOptions.signal: aborted in the turn of the submission, the body never begins [44]", async () => {
  await withLoop(async (loop) => {
    const controller = new AbortController();
    const { signal } = controller;
    const future = runCoroutineThreadsafe(nextNumber(), loop, { signal });
    controller.abort();
    await future.settled;
    assertEquals(await runCoroutineThreadsafe(nextNumber(), loop), 0);
  });
});

// Without a turn of the loop

/** Cancels a coroutine that computes, and gives whether its cleanup came to its end. */
async function cleansUpAfter(
  body: (words: Int32Array) => Coroutine<void>,
  cancel: (future: { cancel(): boolean }, loop: EventLoop) => unknown,
): Promise<boolean> {
  const words = sharedWords();
  await withIdleLoop(async (loop) => {
    loop.start();
    const future = runCoroutineThreadsafe(body(words), loop);
    assert(await raised(words, 0, PATIENCE));
    cancel(future, loop);
    await future.settled;
    assert(future.cancelled());
  }, { stopTimeout: PATIENCE });
  return words[1] === 1;
}

test("Task.checkCancelled: tells of Future.cancel without a turn of the loop [131]", async () => {
  assert(await cleansUpAfter(compute, (future) => future.cancel()));
}, { skip: SHARES_MEMORY });

test("Task.checkCancelled: tells of EventLoop.stop without a turn of the loop [131]", async () => {
  assert(await cleansUpAfter(compute, (_, loop) => loop.stop()));
}, { skip: SHARES_MEMORY });

test(
  "Task.checkCancelled: what else the task waits for is told, too, and its signal, once [131]",
  async () => {
    assert(await cleansUpAfter(computeBesides, (future) => future.cancel()));
  },
  { skip: SHARES_MEMORY },
);

test("Task.checkCancelled: told by it, the task is told by no wait [40]", async () => {
  assertEquals(await inSharedLoop(told.checksInside()), [
    "not cancelled",
    "cancelled",
    "cancelled",
    "cancelled",
    "cancelled",
    "wait went on",
  ]);
}, { skip: KEEPS_TASKS });

test("Task.checkCancelled: tells of a timeout around it [120]", async () => {
  assertEquals(await inSharedLoop(told.checksInTimeout()), "timeout");
}, { skip: KEEPS_TASKS });

test("Task.checkCancelled: asked by others it takes the news from nobody", async () => {
  assertEquals(await inSharedLoop(told.checkedByOthers()), ["other cancelled", "wait cancelled"]);
}, { skip: KEEPS_TASKS });

// What is left

test("Task.cancel: waits that nobody looks at are no unhandled rejections", async () => {
  await inLoop(told.abandonsWaits());
});

test("EventLoop.stop: tasks whose cleanup fails or never ends are reported by name [33] [142]", async () => {
  const recorder = new Recorder();
  await withLoop(async (loop) => {
    await runCoroutineThreadsafe(told.leavesStubborn(), loop);
  }, { onError: recorder.handle, stopTimeout: 100 });
  assertEquals(recorder.reports.map(describeReport).toSorted(), [
    "clumsy cleanup: fumbled",
    "deaf task: deaf task did not end in time after it was cancelled",
    "endless cleanup: endless cleanup did not end in time after it was cancelled",
  ]);
  const errors = recorder.reports.filter(({ error }) => error instanceof TimeoutError);
  assertEquals(errors.length, 2);
});
