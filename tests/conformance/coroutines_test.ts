import { CoroutineLoadError, coroutines, runCoroutineThreadsafe } from "sideloop";
import { assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { test } from "../_harness/test.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { withLoop } from "../fixtures/with_loop.ts";

const BUN_QUERY = {
  when: "Bun" in globalThis,
  reason: "Bun drops the query of a file: URL",
  link: "https://github.com/oven-sh/bun/issues/21346",
};

const FUNCTIONS = new URL("../fixtures/exports_functions.ts", import.meta.url);
const tasks = coroutines<typeof import("../fixtures/exports_functions.ts")>(FUNCTIONS);

const MARKS = new URL("../fixtures/marks_import.ts", import.meta.url);
const marks = coroutines<typeof import("../fixtures/marks_import.ts")>(MARKS);

/** Whether `marks_import.ts` was imported in this thread. */
function isImportedHere(): boolean {
  return Reflect.get(globalThis, "sideloop.tests.marks_import") === true;
}

test("coroutines: an async export runs on the loop", async () => {
  await withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(tasks.fetchGreeting("Ada"), loop);
    assertEquals(await future, "Hello, Ada");
  });
});

test("coroutines: a sync export runs on the loop", async () => {
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(tasks.norm({ x: 3, y: 4 }), loop), 5);
  });
});

test("coroutines: an argument left out stays left out", async () => {
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(tasks.isNamed(), loop), false);
    assertEquals(await runCoroutineThreadsafe(tasks.isNamed("Ada"), loop), true);
  });
});

test("coroutines: members can be taken out", async () => {
  const { fetchGreeting } = tasks;
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(fetchGreeting("Ada"), loop), "Hello, Ada");
  });
});

test("coroutines: an export that is a coroutine function is awaited", async () => {
  const url = new URL("../fixtures/exports_coroutines.ts", import.meta.url);
  const { triple } = coroutines<typeof import("../fixtures/exports_coroutines.ts")>(url);
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(triple(14), loop), 42);
  });
});

test("coroutines: the calling thread imports nothing until a coroutine is awaited there", async () => {
  await withLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(marks.isMarked(), loop), true);
    assertEquals(isImportedHere(), false);
    assertEquals(await marks.isMarked(), true);
    assertEquals(isImportedHere(), true);
  });
});

test("coroutines: takes the URL as text", async () => {
  const { norm } = coroutines<typeof import("../fixtures/exports_functions.ts")>(FUNCTIONS.href);
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(norm({ x: 6, y: 8 }), loop), 10);
  });
});

test("coroutines: a query makes it another module, with state of its own [196]", async () => {
  const url = new URL("../fixtures/counts_calls.ts", import.meta.url).href;
  const one = coroutines<typeof import("../fixtures/counts_calls.ts")>(`${url}?one`);
  const two = coroutines<typeof import("../fixtures/counts_calls.ts")>(`${url}?two`);
  await withLoop(async (loop) => {
    const calls = [one.nextNumber(), one.nextNumber(), two.nextNumber()];
    const numbers = calls.map((call) => runCoroutineThreadsafe(call, loop));
    assertEquals(await Promise.all(numbers), [0, 1, 0]);
  });
}, { skip: BUN_QUERY });

test("coroutines: a coroutine carries its name and its module", () => {
  const named = tasks.norm({ x: 0, y: 0 });
  assertEquals(named.name, "norm");
  assertEquals(String(named.module), FUNCTIONS.href);
  named.close();
});

test("coroutines: the references survive an await, for they are no promise [197]", async () => {
  assertStrictEquals(await Promise.resolve(tasks), tasks);
});

test("coroutines: refuses what is not a URL", () => {
  const wrong: unknown[] = ["./tasks.ts", "", 7, null, undefined, {}];
  for (const url of wrong) assertThrows(() => coroutines(url as URL), TypeError);
});

test("coroutines: a module that is missing rejects where it is awaited", async () => {
  const missing = coroutines<{ work(): string }>(new URL("./no_such_module.ts", import.meta.url));
  await assertRejects(async () => await missing.work(), CoroutineLoadError);
});

test("coroutines: an export that is missing rejects where it is awaited", async () => {
  const wrong = coroutines<{ work(): string }>(FUNCTIONS);
  const error = await assertRejects(async () => await wrong.work(), CoroutineLoadError);
  assertEquals(error.coroutineName, "work");
});
