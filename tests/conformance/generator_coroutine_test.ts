import { coroutines, inline, runCoroutineThreadsafe } from "sideloop";
import { assertEquals, assertInstanceOf, assertMatch } from "@std/assert";
import { test } from "../_harness/test.ts";
import * as generators from "../fixtures/asyncio/generators.ts";
import { inSharedLoop } from "../fixtures/asyncio/run_in_loop.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { failureOf } from "../fixtures/with_loop.ts";

const YIELDS = [
  "promise",
  "thenable",
  "sleep",
  3,
  7,
  11,
  "timeout",
  "value",
  undefined,
  "inner",
];

test("coroutine: yield gives what it waits for back", async () => {
  assertEquals(await inSharedLoop(generators.yields()), YIELDS);
});

test("coroutine: a generator can be awaited on the calling thread", async () => {
  assertEquals(await generators.yields(), YIELDS);
});

test("coroutine: yield throws what its promise fails with", async () => {
  const log = ["RangeError", "RangeError", "RangeError", "went on"];
  assertEquals(await inSharedLoop(generators.catches()), log);
});

const FAILING = {
  throws: "thrown",
  throwsAtOnce: "thrown at once",
  passes: "passed on",
  returnsFailing: "rejected",
} as const;

for (const [name, message] of Object.entries(FAILING)) {
  test(`coroutine: what a generator throws is its failure: ${name}`, async () => {
    const error = await failureOf(inSharedLoop(generators[name as keyof typeof FAILING]()));
    assertInstanceOf(error, RangeError);
    assertEquals(error.message, message);
  });
}

test("coroutine: a promise that a generator returns is awaited", async () => {
  assertEquals(await inSharedLoop(generators.returnsPromise()), "awaited");
});

test("coroutine: a bare yield lets the loop turn", async () => {
  assertEquals(await inSharedLoop(generators.letsLoopTurn()), true);
});

test("currentTask: is the generator's own after every yield [157]", async () => {
  assertEquals(await inSharedLoop(generators.isCurrentThroughout()), true);
});

for (const what of generators.YIELDED_NAMES) {
  test(`Task.cancel: ends a yield of ${what}, and the cleanup may yield [30]`, async () => {
    const log = ["cancelled", "cleaned up", "true"];
    assertEquals(await inSharedLoop(generators.cancelAtYield(what)), log);
  });
}

test("Task.cancel: ends a yield of a generator that an async function awaits [30]", async () => {
  assertEquals(await inSharedLoop(generators.cancelWithin()), ["cancelled", "cleaned up"]);
});

test("Task.cancel: does not end an async function's await of a foreign promise [30]", async () => {
  assertEquals(await inSharedLoop(generators.cancelAsync()), [false, true, true]);
});

test("Future.cancel: ends a yield of a foreign promise [30]", async () => {
  await withSharedLoop(async (loop) => {
    const never = inline(function* () {
      yield new Promise(() => {});
    });
    const future = runCoroutineThreadsafe(never, loop);
    await runCoroutineThreadsafe(inline(() => 1), loop);
    future.cancel();
    await future.settled;
  });
});

test("Task.cancel: a generator that swallows it goes on, and stays cancelled [32]", async () => {
  assertEquals(await inSharedLoop(generators.swallows()), ["cancelled", "went on", "true"]);
});

test("Task.cancel: a task that is yielded too late to begin is cancelled, too [42]", async () => {
  assertEquals(await inSharedLoop(generators.yieldsTaskWhenCancelled()), [true, true, true]);
});

for (const what of ["a coroutine", "a task", "taskGroup"] as const) {
  test(`Task.settled: a generator that yields ${what} waits for its cleanup, as await does`, async () => {
    const log = await inSharedLoop(generators.endsAfterNested(what));
    const ended = what === "a task"
      ? ["ended", "nested cleaned up"]
      : ["nested cleaned up", "ended"];
    assertEquals(log, ["nested began", "nested cancelled", ...ended]);
  });
}

test("timeout: ends a generator's yield of a foreign promise [120]", async () => {
  assertEquals(await inSharedLoop(generators.limits()), "TimeoutError: Timed out after 5 ms");
});

test("coroutine: generators of other modules and sent as text can be awaited in a task", async () => {
  assertEquals(await inSharedLoop(generators.others()), ["ab", "c", 2]);
});

test("coroutines: a generator that a module exports runs on a loop", async () => {
  const { joined } = coroutines<typeof import("../fixtures/asyncio/exports_generator.ts")>(
    new URL("../fixtures/asyncio/exports_generator.ts", import.meta.url),
  );
  assertEquals(await inSharedLoop(joined(["a", "b"])), "ab");
  assertEquals(await joined(["c", "d"]), "cd");
});

test("inline: a generator runs on a loop", async () => {
  const methods = {
    *count(n: number): Generator<Promise<number>, number, number> {
      return 1 + (yield Promise.resolve(n));
    },
  };
  assertEquals(await inSharedLoop(inline(methods.count, 1)), 2);
  assertEquals(await inline(methods.count, 2), 3);
});

test("inline: an outer variable in a generator fails it with a ReferenceError that says why", async () => {
  const outer = Math.random(); // Bun writes the value of a literal into the text
  const error = await failureOf(inSharedLoop(inline(function* () {
    yield;
    return outer;
  })));
  assertInstanceOf(error, ReferenceError);
  assertMatch(error.message, /only their arguments/);
});
