import {
  currentTask,
  currentThread,
  getRunningLoop,
  isMainThread,
  runCoroutineThreadsafe,
} from "sideloop";
import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { test } from "../_harness/test.ts";
import {
  describeThread,
  isRunningLoopStable,
  runningLoopName,
} from "../fixtures/describes_thread.ts";
import { withLoop } from "../fixtures/with_loop.ts";

test("currentThread: on the main thread is MainThread [158]", () => {
  const { name, isMain } = currentThread();
  assertEquals({ name, isMain }, { name: "MainThread", isMain: true });
});

test("isMainThread: is true on the main thread [158]", () => {
  assertEquals(isMainThread, true);
});

test("currentThread: in a loop is the loop's thread, and never main [158]", async () => {
  await withLoop(async (loop) => {
    const { name, isMain } = await runCoroutineThreadsafe(describeThread(), loop);
    assertEquals({ name, isMain }, { name: loop.name, isMain: false });
  });
});

test("isMainThread: is false in a loop [158]", async () => {
  await withLoop(async (loop) => {
    assertEquals((await runCoroutineThreadsafe(describeThread(), loop)).isMainThread, false);
  });
});

test("currentThread.id: differs between threads and is the same within one [158]", async () => {
  await withLoop(async (first) => {
    await withLoop(async (second) => {
      const here = String(currentThread().id);
      const one = await runCoroutineThreadsafe(describeThread(), first);
      const again = await runCoroutineThreadsafe(describeThread(), first);
      const other = await runCoroutineThreadsafe(describeThread(), second);
      assertEquals(one.id, again.id);
      assertEquals(new Set([here, one.id, other.id]).size, 3);
    });
  });
});

test("getRunningLoop: throws on the main thread outside a coroutine [158]", () => {
  assertThrows(() => getRunningLoop(), Error);
});

test("getRunningLoop: in a coroutine is the loop that runs it [158]", async () => {
  await withLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(runningLoopName(), loop), loop.name);
  });
});

test("getRunningLoop: is the same running loop after an await [158]", async () => {
  await withLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(isRunningLoopStable(), loop), true);
  });
});

test("getRunningLoop: throws again on the main thread after a coroutine ran there [158]", async () => {
  assertNotEquals(await runningLoopName(), "");
  assertThrows(() => getRunningLoop(), Error);
});

test("currentTask: throws on the main thread outside a coroutine [157]", () => {
  assertThrows(() => currentTask(), Error);
});
