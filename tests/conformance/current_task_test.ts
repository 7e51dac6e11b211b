import { type CancelledError, runCoroutineThreadsafe } from "sideloop";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { SHARES_MEMORY, test } from "../_harness/test.ts";
import { raised, sharedWords } from "../fixtures/blocks_thread.ts";
import { isUntouched, taskContext, taskName, taskNames } from "../fixtures/describes_task.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { type Abortion, lastAbortion, waitForAbort } from "../fixtures/waits_for_abort.ts";
import { failureOf, PATIENCE, withLoop } from "../fixtures/with_loop.ts";

/** What the signal of a coroutine says when its future is cancelled with a reason. */
async function abortionBy(...reason: unknown[]): Promise<Abortion | undefined> {
  let seen: Abortion | undefined;
  await withSharedLoop(async (loop) => {
    const words = sharedWords();
    const future = runCoroutineThreadsafe(waitForAbort(words), loop);
    assert(await raised(words, 0, PATIENCE));
    future.cancel(...reason);
    await future.settled;
    seen = await runCoroutineThreadsafe(lastAbortion(), loop);
  });
  return seen;
}

test("currentTask.name: is the name of the coroutine [157]", async () => {
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(taskName(), loop), "taskName");
  });
});

test("currentTask.name: is the name option [157]", async () => {
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(taskName(), loop, { name: "job 7" }), "job 7");
  });
});

test("currentTask: is the own task, also among others and after awaits [157]", async () => {
  await withSharedLoop(async (loop) => {
    const names = ["a", "b", "c"];
    const tasks = names.map((name) => runCoroutineThreadsafe(taskNames(), loop, { name }));
    assertEquals(await Promise.all(tasks), names.map((name) => [name, name, name, name]));
  });
});

test("currentTask.context: is what was submitted, each its own [155]", async () => {
  await withSharedLoop(async (loop) => {
    const users = ["ada", "bob"];
    const tasks = users.map((user) =>
      runCoroutineThreadsafe(taskContext(), loop, { context: { user } })
    );
    assertEquals(await Promise.all(tasks), users.map((user) => ({ user })));
  });
});

test("currentTask.signal: is an AbortSignal that is not aborted [29]", async () => {
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(isUntouched(), loop), true);
  });
});

test("currentTask.signal: is aborted with a CancelledError by cancel [29]", async () => {
  assertEquals((await abortionBy())?.isCancelledError, true);
}, { skip: SHARES_MEMORY });

test("currentTask.signal: the reason given to cancel is in its message [39]", async () => {
  assertStringIncludes((await abortionBy("no longer needed"))?.message ?? "", "no longer needed");
}, { skip: SHARES_MEMORY });

test("currentTask.signal: a reason that cannot be cloned is dropped [39]", async () => {
  assertEquals((await abortionBy(() => {}))?.isCancelledError, true);
}, { skip: SHARES_MEMORY });

test("currentTask.signal: is aborted by a signal given to the submission", async () => {
  await withSharedLoop(async (loop) => {
    const words = sharedWords();
    const controller = new AbortController();
    const options = { signal: controller.signal };
    const future = runCoroutineThreadsafe(waitForAbort(words), loop, options);
    assert(await raised(words, 0, PATIENCE));
    controller.abort();
    assertEquals((await failureOf(future) as CancelledError).code, "CANCELLED");
    await future.settled;
    const seen = await runCoroutineThreadsafe(lastAbortion(), loop);
    assertEquals(seen?.isCancelledError, true);
  });
}, { skip: SHARES_MEMORY });

test("currentTask.signal: is aborted by a stop of the loop [136]", async () => {
  await withLoop(async (loop) => {
    const words = sharedWords();
    const future = runCoroutineThreadsafe(waitForAbort(words), loop);
    assert(await raised(words, 0, PATIENCE));
    loop.stop();
    assertEquals(await loop.join(PATIENCE), true);
    await future.settled;
  }, { stopTimeout: 3_600_000 });
}, { skip: SHARES_MEMORY });
