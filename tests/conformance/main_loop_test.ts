import {
  coroutine,
  currentThread,
  DeadlockError,
  type EventLoop,
  InvalidStateError,
  mainLoop,
  runCoroutineThreadsafe,
  SerializationError,
} from "sideloop";
import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { SHARES_MEMORY, test } from "../_harness/test.ts";
import {
  askMain,
  askMainFromInner,
  floodMain,
  isMainLoop,
  noteOnMain,
  notes,
  seeMainLoop,
  sendFunction,
  stopMain,
  throwOnMain,
} from "../fixtures/loops/asks_main.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { withLoop } from "../fixtures/with_loop.ts";

const whereAmI = coroutine(import.meta, "whereAmI", () => currentThread().name);

test("mainLoop: is the same handle each time, of the main thread, running", () => {
  const loop = mainLoop();
  assertStrictEquals(loop, mainLoop());
  assertEquals([loop.name, loop.isRunning(), loop.isClosed()], ["MainThread", true, false]);
});

test("mainLoop: takes work on the main thread itself", async () => {
  assertEquals(await runCoroutineThreadsafe(whereAmI(), mainLoop()), "MainThread");
});

test("mainLoop: takes work of a loop back to the main thread", async () => {
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(askMain(), loop), "MainThread");
  });
});

test("mainLoop: takes work of a loop that a loop has made", async () => {
  await withLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(askMainFromInner(), loop), "MainThread");
  });
});

test("mainLoop: in a loop is what the main thread passes as its own", async () => {
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(isMainLoop(mainLoop()), loop), true);
    const returned: EventLoop = await runCoroutineThreadsafe(seeMainLoop(), loop);
    assertStrictEquals(returned, mainLoop());
  });
}, { skip: SHARES_MEMORY });

test("mainLoop: calls back in order while the coroutine goes on, with callbacks", async () => {
  await withSharedLoop(async (loop) => {
    const count = 200;
    await runCoroutineThreadsafe(noteOnMain(count), loop);
    assertEquals(notes, Array.from({ length: count }, (_, number) => number));
  });
});

test("mainLoop: what a coroutine throws there arrives", async () => {
  await withSharedLoop(async (loop) => {
    await assertRejects(
      () => runCoroutineThreadsafe(throwOnMain("odd"), loop),
      RangeError,
      "odd",
    );
  });
});

test("mainLoop: a flood of work leaves the main thread's timers their turn", async () => {
  await withSharedLoop(async (loop) => {
    let ticks = 0;
    const timer = setInterval(() => ticks += 1, 1);
    try {
      assertEquals(await runCoroutineThreadsafe(floodMain(3_000), loop), 3_000);
    } finally {
      clearInterval(timer);
    }
    assert(ticks > 2, `${ticks} ticks`);
  });
});

test("mainLoop: is stopped and terminated by nobody", async () => {
  assertThrows(() => mainLoop().stop(), InvalidStateError);
  await assertRejects(() => mainLoop().terminate(), InvalidStateError, "ends with its thread");
  await assertRejects(
    async () => await mainLoop().join(),
    DeadlockError,
    "join it from another thread",
  );
  await withSharedLoop(async (loop) => {
    const errors = await runCoroutineThreadsafe(stopMain(), loop);
    assertEquals(errors, ["InvalidStateError", "InvalidStateError"]);
  });
  assertEquals(mainLoop().isRunning(), true);
});

test("mainLoop: refuses what cannot cross, from a loop as from everywhere", async () => {
  await withSharedLoop(async (loop) => {
    await assertRejects(
      () => runCoroutineThreadsafe(sendFunction(), loop),
      SerializationError,
      "args[0]",
    );
  });
});
