import {
  coroutine,
  CoroutineLoadError,
  currentThread,
  InvalidStateError,
  runCoroutineThreadsafe,
} from "sideloop";
import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import { KEEPS_TASKS, test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { catchInner, outer } from "../fixtures/awaits_another.ts";
import { nextNumber } from "../fixtures/counts_calls.ts";
import { describeThread } from "../fixtures/describes_thread.ts";
import { double } from "../fixtures/doubles.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { throwBuiltIn } from "../fixtures/throws_errors.ts";
import { withIdleLoop } from "../fixtures/with_loop.ts";

type Meta = Parameters<typeof coroutine>[0];
type AnyFunction = (...args: unknown[]) => unknown;

/** A module of no file, so that names registered for it meet no others. */
function moduleUrl(name: string): string {
  return new URL(`./registered/${name}.ts`, import.meta.url).href;
}

/** Calls `coroutine` with anything, past the type checker. */
function register(meta: unknown, ...rest: unknown[]): unknown {
  return (coroutine as unknown as AnyFunction)(meta as Meta, ...rest);
}

test("coroutine: calling it runs nothing", async () => {
  const before = await nextNumber();
  nextNumber().close();
  assertEquals(await nextNumber(), before + 1);
});

test("coroutine: awaiting it runs the body on the current thread", async () => {
  const { name, isMainThread } = await describeThread();
  assertEquals(name, currentThread().name);
  assertEquals(isMainThread, true);
});

test("coroutine: submitting it runs the body on the loop's thread [57]", async () => {
  await withSharedLoop(async (loop) => {
    const { name, isMainThread } = await runCoroutineThreadsafe(describeThread(), loop);
    assertEquals(name, loop.name);
    assertEquals(isMainThread, false);
  });
});

test("coroutine: a synchronous body is as good as an async one", async () => {
  await withSharedLoop(async (loop) => {
    assertEquals(await add(1, 2), 3);
    assertEquals(await runCoroutineThreadsafe(add(1, 2), loop), 3);
  });
});

test("coroutine: an explicit name is found without being exported", async () => {
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(double(21), loop), 42);
  });
});

test("coroutine: an error of a body awaited here is thrown here", async () => {
  await assertRejects(async () => await throwBuiltIn("RangeError", "local"), RangeError, "local");
});

test(
  "coroutine: a body may await another coroutine, on its own thread and in its own task",
  async () => {
    await withSharedLoop(async (loop) => {
      const told = await runCoroutineThreadsafe(outer(), loop);
      assertEquals(told.inner, told.outer);
      assert(told.inner.startsWith(loop.name));
    });
  },
  { skip: KEEPS_TASKS },
);

test("coroutine: a body may catch the error of a coroutine it awaits", async () => {
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(catchInner(), loop), "inner failed");
  });
});

test("coroutine: carries its name and its module", () => {
  const named = double(1);
  assertEquals(named.name, "double");
  assertEquals(String(named.module), new URL("../fixtures/doubles.ts", import.meta.url).href);
  named.close();
});

test("coroutine: takes the name of the function", () => {
  const made = add(1, 2);
  assertEquals(made.name, "add");
  made.close();
});

test("coroutine: takes a module URL, as text or as URL, in place of import.meta", () => {
  const url = moduleUrl("by_url");
  const byText = coroutine(url, "byText", () => 1)();
  const byUrl = coroutine(new URL(url), "byUrl", () => 2)();
  assertEquals([String(byText.module), String(byUrl.module)], [url, url]);
  byText.close();
  byUrl.close();
});

test("coroutine: a name twice in one module is an Error", () => {
  const url = moduleUrl("twice");
  coroutine(url, "same", () => 1);
  assertThrows(() => coroutine(url, "same", () => 2), Error, "same");
});

test("coroutine: the same function under its own name twice is an Error", () => {
  const url = moduleUrl("twice_by_name");
  function same(): number {
    return 1;
  }
  coroutine(url, same);
  assertThrows(() => coroutine(url, same), Error, "same");
});

test("coroutine: a name in two modules is fine", () => {
  const first = coroutine(moduleUrl("first"), "same", () => 1)();
  const second = coroutine(moduleUrl("second"), "same", () => 2)();
  assertEquals([first.name, second.name], ["same", "same"]);
  first.close();
  second.close();
});

for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty", "then"]) {
  test(`coroutine: ${name} is a name like any other`, async () => {
    const url = moduleUrl(`prototype_${name}`);
    const made = coroutine(url, name, () => "own body");
    assertEquals(await made(), "own body");
    assertThrows(() => coroutine(url, name, () => 2), Error, name);
  });
}

test("coroutine: a name that the module does not register in the loop fails the future", async () => {
  await withSharedLoop(async (loop) => {
    const url = new URL("../fixtures/adds.ts", import.meta.url);
    const lost = coroutine(url, "lostHere", () => 1);
    const error = await assertRejects(
      () => runCoroutineThreadsafe(lost(), loop),
      CoroutineLoadError,
    );
    assertEquals(error.coroutineName, "lostHere");
    assertEquals(String(error.module), url.href);
  });
});

const WRONG: [string, unknown[]][] = [
  ["nothing", []],
  ["no function", [import.meta]],
  ["a function alone", [() => 1]],
  ["a name without a function", [import.meta, "name"]],
  ["a function without a name", [import.meta, () => 1]],
  ["an empty name", [import.meta, "", () => 1]],
  ["a name that is no text", [import.meta, 7, () => 1]],
  ["something called that is no function", [import.meta, "name", { call: () => 1 }]],
  ["a promise", [import.meta, "name", Promise.resolve(1)]],
  ["a module that is no URL", ["not a url", "name", () => 1]],
  ["a module that is null", [null, "name", () => 1]],
  ["a meta without a url", [{}, "name", () => 1]],
];

for (const [what, args] of WRONG) {
  test(`coroutine: refuses ${what}`, () => {
    assertThrows(() => register(args[0], ...args.slice(1)), TypeError);
  });
}

test("Coroutine: submitting it twice throws [72]", async () => {
  await withSharedLoop(async (loop) => {
    const once = add(1, 2);
    const future = runCoroutineThreadsafe(once, loop);
    assertThrows(() => runCoroutineThreadsafe(once, loop), InvalidStateError);
    assertEquals(await future, 3);
  });
});

test("Coroutine: awaiting it twice rejects [72]", async () => {
  const once = add(1, 2);
  assertEquals(await once, 3);
  await assertRejects(async () => await once, InvalidStateError);
});

test("Coroutine: submitting what was awaited throws [72]", async () => {
  await withIdleLoop(async (loop) => {
    const once = add(1, 2);
    await once;
    assertThrows(() => runCoroutineThreadsafe(once, loop), InvalidStateError);
    assertEquals(loop.stats().pending, 0);
  });
});

test("Coroutine: awaiting what was submitted rejects [72]", async () => {
  await withSharedLoop(async (loop) => {
    const once = add(1, 2);
    await runCoroutineThreadsafe(once, loop);
    await assertRejects(async () => await once, InvalidStateError);
  });
});

test("Coroutine: a coroutine function makes as many coroutines as wanted", async () => {
  await withSharedLoop(async (loop) => {
    const sums = [1, 2, 3].map((n) => runCoroutineThreadsafe(add(n, n), loop));
    assertEquals(await Promise.all(sums), [2, 4, 6]);
  });
});

test("Coroutine.close: what was closed cannot be submitted", async () => {
  await withIdleLoop((loop) => {
    const closed = add(1, 2);
    closed.close();
    assertThrows(() => runCoroutineThreadsafe(closed, loop), InvalidStateError);
  });
});

test("Coroutine.close: what was closed cannot be awaited", async () => {
  const closed = add(1, 2);
  closed.close();
  await assertRejects(async () => await closed, InvalidStateError);
});

test("Coroutine.close: is idempotent, and does nothing to one in use", async () => {
  await withSharedLoop(async (loop) => {
    const used = add(1, 2);
    const future = runCoroutineThreadsafe(used, loop);
    used.close();
    used.close();
    assertEquals(await future, 3);
  });
});

test("Coroutine: then takes both handlers, as of any promise", async () => {
  const sum = await add(1, 2).then((value) => value + 1);
  const failed: unknown = await throwBuiltIn("URIError", "seen").then(() => "no", (error) => error);
  assertEquals(sum, 4);
  assertInstanceOf(failed, URIError);
});

test("Coroutine: an object that only looks like one is refused [55]", async () => {
  await withIdleLoop((loop) => {
    const genuine = add(1, 2);
    const copy = { ...genuine, name: "add", module: genuine.module, close: () => {} };
    const fake = copy as unknown as typeof genuine;
    assertThrows(() => runCoroutineThreadsafe(fake, loop), TypeError);
    genuine.close();
  });
});
