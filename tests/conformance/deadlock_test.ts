import { type EventLoop, mainLoop, newEventLoop, runCoroutineThreadsafe, toThread } from "sideloop";
import { assert, assertEquals } from "@std/assert";
import { isBrowser, SHARES_MEMORY, test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { begun } from "../fixtures/begun.ts";
import { awaitHere, blockHere, resultOfDone, type Way } from "../fixtures/blocks_on_own_loop.ts";
import {
  blockInCircle,
  blockOn,
  blockOnMain,
  blockOnMainBriefly,
  ping,
} from "../fixtures/loops/blocks_in_circle.ts";
import { awaitRaised, sharedWords } from "../fixtures/blocks_thread.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { endOf, PATIENCE, withLoop } from "../fixtures/with_loop.ts";

const WAYS: Way[] = [
  "result",
  "resultTimeout",
  "exception",
  "exceptionTimeout",
  "waitSync",
  "asCompleted",
  "joinSync",
];

for (const way of WAYS) {
  test.blocking(`DeadlockError: ${way} on the own loop throws at once, and the loop lives on [24] [183]`, async () => {
    await withSharedLoop((loop) => {
      const future = runCoroutineThreadsafe(blockHere(way), loop);
      assertEquals(future.result(PATIENCE), { error: "DeadlockError", value: 3 });
    });
  });
}

test("runCoroutineThreadsafe: a future of the own loop can be awaited there [70]", async () => {
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(awaitHere(), loop), 3);
  });
});

test("Future.result: of a finished future is allowed on the own loop [25]", async () => {
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(resultOfDone(), loop), [3, 3, 3]);
  });
});

/** Runs `body` with so many started loops, and ends them however it ends. */
async function withLoops(
  count: number,
  body: (loops: EventLoop[]) => Promise<void>,
): Promise<void> {
  const loops = Array.from({ length: count }, () => newEventLoop().start());
  try {
    for (const loop of loops) await begun(loop);
    await body(loops);
  } finally {
    await Promise.all(loops.map(endOf));
  }
}

/** What a blocking call gives, or the name of its error. */
function orError<T>(call: () => T): T | string {
  try {
    return call();
  } catch (error) {
    return (error as Error).constructor.name;
  }
}

for (const way of ["result", "exception", "waitSync", "asCompleted"] as const) {
  test.blocking(`DeadlockError: ${way} back to a main thread that is blocked on this loop throws at once [184]`, async () => {
    await withSharedLoop(async (loop) => {
      // One of the two finds out, and the other goes on.
      const blocked = orError(() => runCoroutineThreadsafe(blockOnMain(way), loop).result());
      assertEquals(blocked, "DeadlockError");
      assertEquals(await runCoroutineThreadsafe(blockOnMain(way), loop), "hello");
    });
  });
}

test.blocking("DeadlockError: joinSync of a loop that is blocked on this thread throws at once, here or there [184]", async () => {
  await withLoop(async (loop) => {
    const words = sharedWords();
    const future = runCoroutineThreadsafe(blockOnMain("result", words), loop);
    assert(awaitRaised(words, 0, PATIENCE));
    loop.callSoonThreadsafe(loop.stop);
    const joined = orError(() => loop.joinSync());
    const blocked = await Promise.resolve(future).catch((error) => error.constructor.name);
    // The loop that finds out stops then, which may cancel the future before its answer is there.
    const outcome = `${joined} ${blocked}`;
    assert(
      ["DeadlockError hello", "true DeadlockError", "true CancelledError"].includes(outcome),
      outcome,
    );
  });
});

test.blocking("EventLoop.joinSync: of a loop that was stopped is bounded, whatever it is blocked on", async () => {
  await withLoop(async (loop) => {
    const words = sharedWords();
    runCoroutineThreadsafe(blockOnMain("result", words), loop).catch(() => {});
    assert(awaitRaised(words, 0, PATIENCE));
    loop.stop();
    assertEquals(await Promise.resolve(loop.joinSync()), true);
  }, { stopTimeout: 50, onError: () => {} });
});

test.blocking("DeadlockError: a job on a pool thread that asks back throws, and the next one works [184]", async () => {
  // Nobody could block for a thread that has not begun.
  if (isBrowser) await toThread(add(0, 0));
  const blocked = orError(() => toThread(blockOnMain()).result());
  assertEquals([blocked, await toThread(blockOnMain())], ["DeadlockError", "hello"]);
});

for (const count of [2, 3]) {
  test(
    `DeadlockError: around a circle of ${count} loops, all of which are usable afterwards [184]`,
    async () => {
      await withLoops(count, async (loops) => {
        const future = runCoroutineThreadsafe(blockInCircle(loops), loops[0] as EventLoop);
        assertEquals(await future, "DeadlockError");
        for (const loop of loops) assertEquals(await runCoroutineThreadsafe(add(1, 2), loop), 3);
      });
    },
    { skip: SHARES_MEMORY },
  );
}

test.blocking("TimeoutError: where one in the circle has a time limit, it decides", async () => {
  await withSharedLoop(async (loop) => {
    const outcomes = [
      orError(() => runCoroutineThreadsafe(blockOnMainBriefly(50), loop).result()),
      orError(() => runCoroutineThreadsafe(blockOnMain(), loop).result(50)),
    ];
    assertEquals(outcomes, ["TimeoutError", "TimeoutError"]);
    assertEquals(await runCoroutineThreadsafe(add(1, 2), loop), 3);
  });
});

test.blocking("Future.result: blocking on a loop that itself blocks on a third one is no circle", async () => {
  await withLoops(2, async ([one, other]) => {
    const future = runCoroutineThreadsafe(blockOn(other as EventLoop), one as EventLoop);
    assertEquals(await Promise.resolve(future.result()), "hello");
  });
});

test.blocking("Future.result: threads that block on each other by turns never see a circle", async () => {
  await withLoops(2, async (loops) => {
    const [one, other] = loops as [EventLoop, EventLoop];
    const futures = [
      runCoroutineThreadsafe(ping(other, 300), one),
      runCoroutineThreadsafe(ping(mainLoop(), 300), one),
    ];
    // The main thread blocks now and then, too, and lets its loop turn in between.
    let answered = 0;
    while (!futures.every((future) => future.done())) {
      answered += runCoroutineThreadsafe(add(0, 1), other).result();
      await nextTurn();
    }
    assertEquals(await Promise.all(futures), [300, 300]);
    assert(answered > 0);
  });
});

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
