import {
  BrokenLoopError,
  CancelledError,
  type EventLoop,
  type Future,
  InvalidStateError,
  LoopAlreadyRunningError,
  LoopNotRunningError,
  MultiLoopManager,
  type MultiLoopManagerOptions,
  runCoroutineThreadsafe,
  SerializationError,
  wait,
} from "sideloop";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertNotStrictEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { SHARES_MEMORY, test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { begun } from "../fixtures/begun.ts";
import { blockThread, raise, raised, sharedWords, spin } from "../fixtures/blocks_thread.ts";
import { exitCodeOf } from "../fixtures/ends_thread.ts";
import { cleanUp } from "../fixtures/cleans_up.ts";
import { nextNumber } from "../fixtures/counts_calls.ts";
import { double } from "../fixtures/doubles.ts";
import { exitProcess } from "../fixtures/exits_process.ts";
import { ignoreCancel } from "../fixtures/ignores_cancel.ts";
import { initialize, initialized } from "../fixtures/initializes.ts";
import { handleItem } from "../fixtures/maps_items.ts";
import { sleepLong } from "../fixtures/sleeps_long.ts";
import { task, tellWhere } from "../fixtures/tells_where.ts";
import { throwBuiltIn } from "../fixtures/throws_errors.ts";
import { failureOf, PATIENCE } from "../fixtures/with_loop.ts";

/** A value of a wrong type, where the compiler would not let it pass. */
type Wrong = never;

/** Runs `body` with a started manager, and stops it however `body` ends. */
async function withManager(
  options: MultiLoopManagerOptions,
  body: (manager: MultiLoopManager) => void | Promise<void>,
): Promise<void> {
  const manager = new MultiLoopManager(options).start();
  try {
    await body(manager);
  } finally {
    await manager.stop();
  }
}

/** Runs `body` with a manager that is not started, and ends it however `body` ends. */
async function withIdleManager(
  options: MultiLoopManagerOptions,
  body: (manager: MultiLoopManager) => void | Promise<void>,
): Promise<void> {
  const manager = new MultiLoopManager(options);
  try {
    await body(manager);
  } finally {
    await manager.stop();
  }
}

/** The numbers of the loops that futures belong to. */
function placesOf(futures: readonly Future<unknown>[]): number[] {
  return futures.map(({ loop }) => Number(loop?.name.split("-").at(-1)));
}

/** Ends the thread of a loop, and waits until it has. */
async function killLoop(loop: EventLoop): Promise<void> {
  await failureOf(runCoroutineThreadsafe(exitProcess(3), loop));
  await loop.join();
}

/** Ends when all loops have heard what this thread has told them. */
async function untilIdle(manager: MultiLoopManager): Promise<void> {
  await wait(manager.loops.map((loop) => runCoroutineThreadsafe(add(1, 1), loop)));
}

const quietly = { onError: () => {} };

test.blocking("MultiLoopManager: the tutorial's nine tasks of a second take about one, in strict order [2.8]", async () => {
  await withManager({}, async (manager) => {
    await Promise.all(manager.loops.map(({ ready }) => ready));
    const begin = performance.now();
    const names = Array.from({ length: 9 }, (_, i) => `T${i}`);
    const futures = names.map((name) => manager.submit(task(name, 1_000)));
    const lines = futures.map((future) => future.result(PATIENCE));
    assertEquals(lines, names.map((name, i) => `Task ${name} completed in AsyncLoop-${i % 3}`));
    assert(performance.now() - begin < 3_000);
  });
});

test("MultiLoopManager: numLoops that is no positive integer is a RangeError [134]", () => {
  for (const numLoops of [0, -1, NaN, 1.5, Infinity]) {
    assertThrows(() => new MultiLoopManager({ numLoops }), RangeError, "numLoops");
  }
});

test("MultiLoopManager: options of a wrong type are a TypeError", () => {
  const wrong: readonly unknown[] = [
    null,
    3,
    { numLoops: "3" },
    { numLoops: null },
    { strategy: "random" },
    { strategy: "toString" },
    { strategy: null },
    { restart: "yes" },
    { name: 7 },
    { onError: "print" },
  ];
  for (const options of wrong) {
    assertThrows(() => new MultiLoopManager(options as Wrong), TypeError);
  }
});

test("MultiLoopManager: a wrong option leaves the initializer unused", async () => {
  const initializer = initialize("prepared");
  assertThrows(() => new MultiLoopManager({ numLoops: 0, initializer }), RangeError);
  await withManager({ numLoops: 1, initializer }, async (manager) => {
    assertEquals(await manager.submit(initialized()), ["prepared"]);
  });
});

test("MultiLoopManager.loops: their names are numbered [2.8]", () => {
  const namesOf = (options?: MultiLoopManagerOptions) =>
    new MultiLoopManager(options).loops.map(({ name }) => name);
  assertEquals(namesOf(), ["AsyncLoop-0", "AsyncLoop-1", "AsyncLoop-2"]);
  assertEquals(namesOf({ numLoops: 2, name: "Ткач" }), ["Ткач-0", "Ткач-1"]);
});

test("MultiLoopManager: the initializer runs on every loop", async () => {
  const initializer = initialize("prepared");
  await withManager({ numLoops: 2, initializer }, async (manager) => {
    const found = await Promise.all([1, 2].map(() => manager.submit(initialized())));
    assertEquals(found, [["prepared"], ["prepared"]]);
    assertThrows(() => manager.submit(initializer), InvalidStateError);
  });
});

test("MultiLoopManager.start: returns the manager; twice throws and changes nothing", async () => {
  await withIdleManager({ numLoops: 2 }, async (manager) => {
    assertEquals(manager.isRunning, false);
    assertStrictEquals(manager.start(), manager);
    assertThrows(() => manager.start(), LoopAlreadyRunningError);
    assertEquals(manager.isRunning, true);
    assertEquals(await manager.submit(add(1, 2)), 3);
  });
});

test("MultiLoopManager.start: while it stops throws", async () => {
  await withManager({ numLoops: 2 }, async (manager) => {
    const stopped = manager.stop();
    assertThrows(() => manager.start(), LoopAlreadyRunningError);
    await stopped;
  });
});

test("MultiLoopManager.submit: before the start is queued [2.8]", async () => {
  await withIdleManager({ numLoops: 2 }, async (manager) => {
    const futures = [1, 2, 3].map(() => manager.submit(tellWhere()));
    manager.start();
    assertEquals(await Promise.all(futures), ["AsyncLoop-0", "AsyncLoop-1", "AsyncLoop-0"]);
  });
});

test("MultiLoopManager.submit: the turn passes only when the submission was accepted [2.8]", async () => {
  await withIdleManager({}, (manager) => {
    const used = add(1, 1);
    const futures = [manager.submit(used)];
    assertThrows(() => manager.submit(used), InvalidStateError);
    assertThrows(() => manager.submit((() => 1) as Wrong), TypeError);
    assertThrows(() => manager.submit(add(1, (() => 1) as Wrong)), SerializationError);
    assertThrows(() => manager.submit(add(1, 1), { name: 7 as Wrong }), TypeError);
    assertThrows(() => manager.submit(add(1, 1), { key: 7 as Wrong }), TypeError);
    assertThrows(() => manager.submit(add(1, 1), null as Wrong), TypeError);
    futures.push(manager.submit(add(1, 1)), manager.submit(add(1, 1)), manager.submit(add(1, 1)));
    assertEquals(placesOf(futures), [0, 1, 2, 0]);
  });
});

test("MultiLoopManager.submit: takes the options of a submission", async () => {
  await withIdleManager({}, (manager) => {
    const controller = new AbortController();
    const future = manager.submit(sleepLong(), { name: "nap", signal: controller.signal });
    controller.abort();
    assertEquals([future.name, future.cancelled()], ["nap", true]);
  });
});

test("MultiLoopManager.getLoop: gives the next loop and takes its turn [2.8]", async () => {
  await withManager({ numLoops: 2 }, async (manager) => {
    const [first, second] = manager.loops;
    assertStrictEquals(manager.getLoop(), first);
    assertEquals(placesOf([manager.submit(add(1, 1))]), [1]);
    assertStrictEquals(manager.getLoop(), first);
    assertStrictEquals(manager.getLoop(), second);
    assertEquals(await runCoroutineThreadsafe(tellWhere(), manager.getLoop()), "AsyncLoop-0");
  });
});

test("MultiLoopManager: the same key has the same loop, and is nobody's turn", async () => {
  await withIdleManager({ numLoops: 5 }, (manager) => {
    const keys = Array.from({ length: 100 }, (_, i) => `user-${i}`);
    const submitAll = () => placesOf(keys.map((key) => manager.submit(add(1, 1), { key })));
    const places = submitAll();
    assertEquals(submitAll(), places);
    assertEquals(new Set(places).size, 5);
    assertEquals(
      keys.map((key) => manager.getLoop(key).name),
      places.map((at) => `AsyncLoop-${at}`),
    );
    assertEquals(placesOf([manager.submit(add(1, 1))]), [0]);
    assertThrows(() => manager.getLoop(7 as Wrong), TypeError);
  });
});

test("MultiLoopManager: the key of a dead loop moves to one that lives, the others stay", async () => {
  await withManager({ numLoops: 2, ...quietly }, async (manager) => {
    const keyOf = (place: number) =>
      ["a", "b", "c", "d", "e"].find((key) => manager.getLoop(key) === manager.loops[place]);
    const [left, right] = [keyOf(0), keyOf(1)] as [string, string];
    await killLoop(manager.getLoop(left));
    const futures = [left, right].map((key) => manager.submit(tellWhere(), { key }));
    assertEquals(await Promise.all(futures), ["AsyncLoop-1", "AsyncLoop-1"]);
  });
});

test("MultiLoopManager: a dead loop is skipped, its futures have failed [2.8]", async () => {
  await withManager({ ...quietly }, async (manager) => {
    const words = sharedWords();
    const futures = [0, 1, 2].map(() => manager.submit(cleanUp(words)));
    await killLoop(manager.loops[0] as EventLoop);
    assertInstanceOf(futures[0]?.exception(0), BrokenLoopError);
    assertEquals([futures[1]?.done(), futures[2]?.done()], [false, false]);
    const places = placesOf([1, 2, 3, 4, 5].map(() => manager.submit(add(1, 1))));
    assertEquals([places, manager.isRunning], [[1, 2, 1, 2, 1], true]);
    assertThrows(() => manager.start(), LoopAlreadyRunningError);
    assertEquals(manager.loops.map((loop) => loop.isRunning()), [false, true, true]);
  });
}, { skip: SHARES_MEMORY });

test("MultiLoopManager: when all loops are dead, it says so until it is started again [2.8]", async () => {
  await withManager({ numLoops: 2, ...quietly }, async (manager) => {
    for (const loop of manager.loops) await killLoop(loop);
    const { exitCode, cause } = assertThrows(() => manager.submit(add(1, 2)), BrokenLoopError);
    assertEquals([exitCode, cause instanceof BrokenLoopError], [exitCodeOf(3), true]);
    assertThrows(() => manager.getLoop(), BrokenLoopError);
    assertEquals(manager.isRunning, false);
    assertEquals(await manager.start().submit(tellWhere()), "AsyncLoop-0");
  });
});

test("MultiLoopManager: loops that were stopped one by one are skipped, too", async () => {
  await withManager({ numLoops: 2 }, async (manager) => {
    const [first, second] = manager.loops as [EventLoop, EventLoop];
    first.stop();
    assertEquals(placesOf([1, 2].map(() => manager.submit(add(1, 1)))), [1, 1]);
    second.stop();
    assertThrows(() => manager.submit(add(1, 1)), LoopNotRunningError);
    await second.join();
  });
});

test("MultiLoopManager restart: a dead loop is replaced when it is its turn", async () => {
  await withManager({ numLoops: 2, restart: true, ...quietly }, async (manager) => {
    const [, dead] = manager.loops as [EventLoop, EventLoop];
    await killLoop(dead);
    assertEquals(placesOf([manager.submit(add(1, 2))]), [0]);
    assertStrictEquals(manager.loops[1], dead);
    assertEquals(await manager.submit(tellWhere()), "AsyncLoop-1");
    assertNotStrictEquals(manager.loops[1], dead);
    assertEquals(manager.loops[1]?.name, dead.name);
  });
});

test("MultiLoopManager restart: a key keeps its place, the new loop is initialized like the old", async () => {
  const options = { numLoops: 2, restart: true, initializer: initialize("prepared"), ...quietly };
  await withManager(options, async (manager) => {
    const { name } = manager.getLoop("key");
    await killLoop(manager.getLoop("key"));
    const future = manager.submit(initialized(), { key: "key" });
    assertEquals([await future, future.loop?.name], [["prepared"], name]);
  });
});

test("MultiLoopManager restart: does not start what was stopped as a whole", async () => {
  await withManager({ numLoops: 1, restart: true }, async (manager) => {
    await manager.stop();
    assertThrows(() => manager.submit(add(1, 1)), LoopNotRunningError);
    assertEquals(manager.loops.map((loop) => loop.isClosed()), [true]);
  });
});

test.blocking("MultiLoopManager least-busy: a blocked loop gets no work while another has none", async () => {
  await withManager({ numLoops: 2, strategy: "least-busy" }, async (manager) => {
    for (const loop of manager.loops) await begun(loop);
    const words = sharedWords();
    const blocked = manager.submit(blockThread(words));
    assert(await raised(words, 0, PATIENCE));
    for (let i = 0; i < 5; i++) {
      assertEquals(manager.submit(tellWhere()).result(PATIENCE), "AsyncLoop-1");
    }
    raise(words, 1);
    assertEquals(blocked.result(PATIENCE), "unblocked");
  });
});

test("MultiLoopManager least-busy: counts what others have submitted; ties go in turn", async () => {
  await withIdleManager({ strategy: "least-busy" }, (manager) => {
    const [, second] = manager.loops as [EventLoop, EventLoop];
    for (let i = 0; i < 2; i++) runCoroutineThreadsafe(add(1, 1), second);
    const places = placesOf(Array.from({ length: 7 }, () => manager.submit(add(1, 1))));
    assertEquals(places, [0, 2, 0, 2, 0, 1, 2]);
  });
});

test("MultiLoopManager least-busy: a dead loop is not the least busy one", async () => {
  await withManager({ numLoops: 2, strategy: "least-busy", ...quietly }, async (manager) => {
    await killLoop(manager.loops[0] as EventLoop);
    const futures = [1, 2, 3].map(() => manager.submit(sleepLong()));
    assertEquals(placesOf(futures), [1, 1, 1]);
  });
});

test("MultiLoopManager least-busy, restart: what a dead loop left does not count", async () => {
  const options: MultiLoopManagerOptions = { numLoops: 2, strategy: "least-busy", restart: true };
  await withManager({ ...options, ...quietly }, async (manager) => {
    const [dead, other] = manager.loops as [EventLoop, EventLoop];
    for (let i = 0; i < 2; i++) runCoroutineThreadsafe(sleepLong(), dead);
    runCoroutineThreadsafe(sleepLong(), other);
    await killLoop(dead);
    assertEquals(await manager.submit(tellWhere()), "AsyncLoop-0");
  });
});

test("MultiLoopManager.map: gives the values in the order of the items", async () => {
  await withManager({}, async (manager) => {
    const items = [40, 1, 20, 0, 30].map((ms, i) => ({ ms, value: `item ${i}` }));
    const values: string[] = await manager.map(handleItem, new Set(items));
    assertEquals(values, items.map(({ value }) => value));
    assertEquals(await manager.map(tellWhere, ["a", "b"]), ["AsyncLoop-2", "AsyncLoop-0"]);
  });
});

test("MultiLoopManager.map: of no items is empty", async () => {
  await withIdleManager({}, async (manager) => assertEquals(await manager.map(double, []), []));
});

test("MultiLoopManager.map: before the start waits for it", async () => {
  await withIdleManager({ numLoops: 2 }, async (manager) => {
    const values = manager.map(double, [1, 2, 3]);
    manager.start();
    assertEquals(await values, [2, 4, 6]);
  });
});

test("MultiLoopManager.map: the first error rejects it and cancels the rest", async () => {
  await withManager({ numLoops: 2 }, async (manager) => {
    const items = [{ ms: 3_600_000 }, { ms: 10, error: "first" }, { ms: 3_600_000 }];
    await assertRejects(() => manager.map(handleItem, items), RangeError, "first");
    await untilIdle(manager);
    const sums = manager.stats().map(({ failed, cancelled }) => [failed, cancelled]);
    assertEquals(sums, [[0, 2], [1, 0]]);
  });
});

test("MultiLoopManager.map: errors after the first are nobody's concern", async () => {
  const reports: unknown[] = [];
  const options = { numLoops: 2, onError: (error: unknown) => reports.push(error) };
  await withManager(options, async (manager) => {
    const items = [1, 2, 3, 4].map((i) => ({ ms: 0, error: `error ${i}` }));
    await assertRejects(() => manager.map(handleItem, items), RangeError);
    assertEquals((await manager.stop()).errors, []);
  });
  assertEquals(reports, []);
});

test("MultiLoopManager.map: its signal cancels everything", async () => {
  await withIdleManager({ numLoops: 2 }, async (manager) => {
    const controller = new AbortController();
    const { signal } = controller;
    const values = manager.map(handleItem, [{ ms: 1 }, { ms: 2 }], { signal });
    const reason = new Error("enough");
    controller.abort(reason);
    const error = await failureOf(values);
    assertInstanceOf(error, CancelledError);
    assertStrictEquals(error.cause, reason);
    assertInstanceOf(await failureOf(manager.map(double, [1], { signal })), CancelledError);
  });
});

test("MultiLoopManager.map: an item that cannot cross throws at once, and nothing is left", async () => {
  await withManager({ numLoops: 2 }, async (manager) => {
    const items = [{ ms: 3_600_000 }, { ms: (() => 3) as Wrong }];
    assertThrows(() => manager.map(handleItem, items), SerializationError);
    await untilIdle(manager);
    assertEquals(manager.stats().map(({ cancelled }) => cancelled), [1, 0]);
  });
});

test("MultiLoopManager.map: wrong arguments throw at once", async () => {
  await withIdleManager({ numLoops: 1 }, (manager) => {
    const map = (...args: unknown[]) => () =>
      (manager.map as (...args: unknown[]) => unknown).apply(manager, args);
    assertThrows(map((n: number) => n, [1]), TypeError, "coroutine function");
    assertThrows(map(double(1), [1]), TypeError, "coroutine function");
    assertThrows(map(double, 7), TypeError, "iterable");
    assertThrows(map(double), TypeError, "iterable");
    assertThrows(map(double, [], { signal: {} }), TypeError, "signal");
    assertThrows(map(double, [], null), TypeError);
  });
});

test("MultiLoopManager.stop: cancels what is left on all loops, and merges their reports", async () => {
  await withManager({ numLoops: 2 }, async (manager) => {
    await wait([1, 2, 3].map(() => manager.submit(add(1, 1))));
    const futures = [1, 2, 3].map(() => manager.submit(sleepLong()));
    const stopped = manager.stop();
    assertEquals(futures.map((future) => future.cancelled()), [true, true, true]);
    assertThrows(() => manager.submit(add(1, 1)), LoopNotRunningError);
    assertThrows(() => manager.getLoop(), LoopNotRunningError);
    const report = { completed: 3, cancelled: 3, abandoned: 0, terminated: false, errors: [] };
    assertEquals([await stopped, await manager.stop()], [report, report]);
  });
});

/** Has two of three loops run what ignores its cancellation, and the third what sets word 1 of the result then. */
async function submitDeaf(manager: MultiLoopManager): Promise<Int32Array> {
  let words = sharedWords();
  for (const run of [spin as typeof cleanUp, ignoreCancel, cleanUp]) {
    words = sharedWords();
    manager.submit(run(words));
    assert(await raised(words, 0, PATIENCE));
  }
  return words;
}

const STOP_TIMEOUT = 500;

test(
  "MultiLoopManager.stop: all loops stop at the same time, under one deadline [2.8]",
  async () => {
    await withManager({ ...quietly }, async (manager) => {
      const words = await submitDeaf(manager);
      const begin = performance.now();
      const { cancelled, abandoned, terminated } = await manager.stop(STOP_TIMEOUT);
      assertEquals([cancelled, abandoned, terminated, words[1]], [1, 2, true, 1]);
      assert(performance.now() - begin < 2.7 * STOP_TIMEOUT);
    });
  },
  { skip: SHARES_MEMORY },
);

test.blocking("MultiLoopManager.stopSync: all loops stop at the same time, under one deadline, the option's [2.8]", async () => {
  await withManager({ stopTimeout: STOP_TIMEOUT, ...quietly }, async (manager) => {
    const words = await submitDeaf(manager);
    const begin = performance.now();
    const { cancelled, abandoned, terminated } = manager.stopSync();
    assertEquals([cancelled, abandoned, terminated, words[1]], [1, 2, true, 1]);
    assert(performance.now() - begin < 2.7 * STOP_TIMEOUT);
  });
});

test("MultiLoopManager.stop: before the start cancels what is queued", async () => {
  const manager = new MultiLoopManager({ numLoops: 2 });
  const future = manager.submit(add(1, 2));
  assertEquals((await manager.stop()).cancelled, 1);
  assertEquals(future.cancelled(), true);
  assertThrows(() => manager.submit(add(1, 2)), LoopNotRunningError);
});

test("MultiLoopManager.stop: refuses a wrong timeout at once and goes on", async () => {
  await withManager({ numLoops: 1 }, async (manager) => {
    for (const stop of [manager.stop.bind(manager), manager.stopSync.bind(manager)]) {
      assertThrows(() => stop(NaN), RangeError);
      assertThrows(() => stop("1" as Wrong), TypeError);
    }
    assertEquals(await manager.submit(add(1, 2)), 3);
  });
});

test("MultiLoopManager.submit: racing with the stop, it settles or throws [67]", async () => {
  await withManager({ numLoops: 2 }, async (manager) => {
    const futures: Future<unknown>[] = [];
    let refused = 0;
    const submitOne = () => {
      try {
        futures.push(manager.submit(add(1, 1)));
      } catch (error) {
        assertInstanceOf(error, LoopNotRunningError);
        refused += 1;
      }
    };
    const submitted = (async () => {
      while (refused < 3) {
        submitOne();
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    })();
    await Promise.all([manager.stop(), submitted]);
    assertEquals((await wait(futures, { timeout: 0 })).notDone.size, 0);
  });
});

test("MultiLoopManager.start: after the stop starts anew, with fresh module state", async () => {
  const manager = new MultiLoopManager({ numLoops: 2 });
  for (let round = 0; round < 2; round++) {
    manager.start();
    const first = await Promise.all([1, 2].map(() => manager.submit(nextNumber())));
    assertEquals(first, [0, 0]);
    await manager.stop();
  }
});

test("MultiLoopManager.stats: counts of each loop, in order", async () => {
  await withManager({ numLoops: 2 }, async (manager) => {
    await manager.submit(add(1, 1));
    await failureOf(manager.submit(throwBuiltIn("RangeError", "expected")));
    await manager.submit(add(1, 1));
    const counts = manager.stats().map(({ completed, failed }) => [completed, failed]);
    assertEquals(counts, [[2, 0], [0, 1]]);
  });
});

test("MultiLoopManager[Symbol.asyncDispose]: stops", async () => {
  const manager = new MultiLoopManager({ numLoops: 2 }).start();
  const future = manager.submit(sleepLong());
  await manager[Symbol.asyncDispose]();
  assertEquals([future.cancelled(), manager.isRunning], [true, false]);
});

test("MultiLoopManager[Symbol.dispose]: stops without waiting", async () => {
  await withManager({ numLoops: 2 }, (manager) => {
    const future = manager.submit(sleepLong());
    manager[Symbol.dispose]();
    assertEquals([future.cancelled(), manager.isRunning], [true, false]);
  });
});

test("MultiLoopManager: says what it is", () => {
  const text = 'MultiLoopManager { name: "AsyncLoop", numLoops: 3, isRunning: false }';
  assertEquals(String(new MultiLoopManager()), text);
});

test("MultiLoopManager: cannot be an argument; the error says what can", async () => {
  await withIdleManager({ numLoops: 1 }, (manager) => {
    assertThrows(
      () => manager.submit(tellWhere(manager)),
      SerializationError,
      "send one of its loops",
    );
  });
});

test("MultiLoopManager: the error of a coroutine shows where it was submitted", async () => {
  await withManager({ numLoops: 1 }, async (manager) => {
    const submitted = () => manager.submit(throwBuiltIn("RangeError", "expected"));
    const { stack = "" } = await failureOf(submitted()) as Error;
    const below = stack.slice(stack.indexOf("--- submitted from"));
    assert(below.includes("multi_loop_manager_test"), stack);
    assert(!below.includes("multi_loop_manager.ts"), stack);
  });
});

test("MultiLoopManager: more loops than there can be are a RangeError, and take nobody's place [134]", async () => {
  assertThrows(() => new MultiLoopManager({ numLoops: 1_000_000 }), RangeError, "up to 1023");
  const manager = new MultiLoopManager({ numLoops: 1 }).start();
  assertEquals(await manager.submit(add(1, 2)), 3);
  await manager.stop();
});
