import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  allTasks,
  CancelledError,
  createTask,
  isCancelled,
  runCoroutineThreadsafe,
} from "sideloop";
import { test } from "../_harness/test.ts";
import { cancelOthers, listTasks, sleepOn } from "../fixtures/cancels_others.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { failureOf, PATIENCE, thrownBy } from "../fixtures/with_loop.ts";

test("allTasks: what has not ended, the calling task included", () =>
  withSharedLoop(async (loop) => {
    const sleeper = runCoroutineThreadsafe(sleepOn(), loop, { name: "sleeper" });
    const { names, hasSelf } = await runCoroutineThreadsafe(listTasks(), loop);
    assertEquals([names, hasSelf], [["sleeper", "listTasks"], true]);
    sleeper.cancel();
    await sleeper.settled;
    assertEquals((await runCoroutineThreadsafe(listTasks(), loop)).names, ["listTasks"]);
  }));

test("allTasks: on the main thread", async () => {
  const task = createTask(sleepOn());
  assert(allTasks().has(task));
  task.cancel();
  await task.settled;
  assert(!allTasks().has(task));
});

test.blocking("Future.result: a blocked thread wakes when a task of the loop cancels its work [21]", () =>
  withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(sleepOn(), loop);
    runCoroutineThreadsafe(cancelOthers("not needed"), loop);
    const error = thrownBy(() => future.result(PATIENCE));
    assert(error instanceof CancelledError);
    assertStringIncludes(error.message, "not needed");
    assert(future.cancelled());
  }));

test("Task.cancel: of another thread's work, its awaiter is told [34]", () =>
  withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(sleepOn(), loop);
    assertEquals(await runCoroutineThreadsafe(cancelOthers("x"), loop), ["sleepOn"]);
    assert(isCancelled(await failureOf(future)));
  }));
