import {
  type Coroutine,
  CoroutineLoadError,
  coroutines,
  type EventLoop,
  runCoroutineThreadsafe,
} from "sideloop";
import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { failureOf, PATIENCE, thrownBy, withLoop } from "../fixtures/with_loop.ts";

type Named = Record<string, () => unknown>;

interface BadCase {
  readonly what: string;
  readonly url: string;
  readonly name: string;
}

function fixture(file: string): string {
  return new URL(`../fixtures/${file}`, import.meta.url).href;
}

/** A module made of this text. */
function moduleOf(text: string): string {
  return `data:text/javascript,${encodeURIComponent(text)}`;
}

const VALUES = fixture("exports_values.ts");

const BAD: BadCase[] = [
  { what: "a missing module", url: fixture("no_such_module.ts"), name: "work" },
  { what: "a module that throws", url: fixture("throws_on_import.ts"), name: "unreachable" },
  { what: "a module that rejects", url: fixture("rejects_on_import.ts"), name: "unreachable" },
  { what: "a module that does not parse", url: moduleOf("export const = ;"), name: "work" },
  {
    what: "a module that imports a missing one",
    url: moduleOf(`import "${fixture("no_such_module.ts")}"; export const work = () => 1;`),
    name: "work",
  },
  { what: "a missing export", url: VALUES, name: "noSuchExport" },
  { what: "an export that is a number", url: VALUES, name: "answer" },
  { what: "an export that is null", url: VALUES, name: "nothing" },
];

/** Names that every object has, but no module here exports. */
const PROTOTYPE_NAMES = [
  "constructor",
  "__proto__",
  "prototype",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "then",
];

function badCoroutine({ url, name }: BadCase): Coroutine<unknown> {
  const member = coroutines<Named>(url)[name];
  assert(typeof member === "function");
  return member() as Coroutine<unknown>;
}

async function assertUsable(loop: EventLoop): Promise<void> {
  assertEquals(await runCoroutineThreadsafe(add(1, 2), loop), 3);
}

for (const bad of BAD) {
  test(`coroutines: ${bad.what} fails its future, and the loop lives on [60] [196]`, async () => {
    await withLoop(async (loop) => {
      const error = await failureOf(runCoroutineThreadsafe(badCoroutine(bad), loop));
      assertInstanceOf(error, CoroutineLoadError);
      assertEquals(String(error.module), bad.url);
      assertEquals(error.coroutineName, bad.name);
      await assertUsable(loop);
    });
  });

  test.blocking(`coroutines: ${bad.what} wakes a blocked caller [60]`, async () => {
    await withLoop(async (loop) => {
      const future = runCoroutineThreadsafe(badCoroutine(bad), loop);
      assertInstanceOf(thrownBy(() => future.result(PATIENCE)), CoroutineLoadError);
      await assertUsable(loop);
    });
  });
}

test("coroutines: a module that fails once fails its next coroutine as well [196]", async () => {
  await withLoop(async (loop) => {
    const bad = { what: "", url: fixture("throws_on_import.ts"), name: "unreachable" };
    await failureOf(runCoroutineThreadsafe(badCoroutine(bad), loop));
    const again = await failureOf(runCoroutineThreadsafe(badCoroutine(bad), loop));
    assertInstanceOf(again, CoroutineLoadError);
  });
});

test("coroutines: what the module threw is the cause [60]", async () => {
  await withLoop(async (loop) => {
    const bad = { what: "", url: fixture("throws_on_import.ts"), name: "unreachable" };
    const { cause } = await failureOf(runCoroutineThreadsafe(badCoroutine(bad), loop)) as Error;
    assertInstanceOf(cause, RangeError);
    assertEquals(cause.message, "boom on import");
  });
});

test("coroutines: a module that does not parse has the parser's error as cause [60]", async () => {
  await withLoop(async (loop) => {
    const bad = { what: "", url: moduleOf("export const = ;"), name: "work" };
    const { cause } = await failureOf(runCoroutineThreadsafe(badCoroutine(bad), loop)) as Error;
    assertInstanceOf(cause, Error);
  });
});

for (const name of PROTOTYPE_NAMES) {
  test.blocking(`coroutines: ${name} is no export of a module that does not export it [197]`, async () => {
    await withLoop(async (loop) => {
      const member: unknown = Reflect.get(coroutines<Named>(VALUES), name);
      const submit = (): unknown =>
        runCoroutineThreadsafe((member as () => Coroutine<unknown>)(), loop).result(PATIENCE);
      const error = thrownBy(submit);
      assert(error instanceof CoroutineLoadError || error instanceof TypeError, String(error));
      await assertUsable(loop);
    });
  });
}

test("coroutines: a module that never loads delays only its own [196]", async () => {
  await withLoop(async (loop) => {
    const bad = { what: "", url: fixture("never_loads.ts"), name: "unreachable" };
    const stuck = runCoroutineThreadsafe(badCoroutine(bad), loop);
    await assertUsable(loop);
    assertEquals(stuck.done(), false);
    assertThrows(() => stuck.result(0));
    assertEquals(stuck.cancel(), true);
  });
});

test("coroutines: a module that never loads does not keep the loop from stopping [196]", async () => {
  await withLoop(async (loop) => {
    const bad = { what: "", url: fixture("never_loads.ts"), name: "unreachable" };
    const stuck = runCoroutineThreadsafe(badCoroutine(bad), loop);
    await assertUsable(loop);
    loop.stop();
    assertEquals(stuck.cancelled(), true);
    assertEquals(await loop.join(PATIENCE), true);
  });
});

test("callSoonThreadsafe: a module that cannot load is reported, and the loop lives on [79]", async () => {
  let report: (error: unknown) => void = () => {};
  const reported = new Promise((resolve) => report = resolve);
  await withLoop(async (loop) => {
    const member = coroutines<Named>(fixture("throws_on_import.ts"))["unreachable"];
    loop.callSoonThreadsafe(member as unknown as typeof add, 1, 2);
    assertInstanceOf(await reported, CoroutineLoadError);
    await assertUsable(loop);
  }, { onError: (error) => report(error) });
});
