import { CoroutineLoadError, inline, InvalidStateError, runCoroutineThreadsafe } from "sideloop";
import {
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { runInlineElsewhere } from "../fixtures/threads/runs_inline.ts";
import { failureOf, PATIENCE, thrownBy, withIdleLoop, withLoop } from "../fixtures/with_loop.ts";

type AnyFunction = (...args: unknown[]) => unknown;

const outerVariable = 42;

/** Calls `inline` with anything, past the type checker. */
function inlineAnything(fn: unknown): unknown {
  return inline(fn as AnyFunction);
}

test("inline: an async arrow function runs on the loop with its arguments", async () => {
  await withSharedLoop(async (loop) => {
    const sum = inline(async (a: number, b: number) => await Promise.resolve(a + b), 20, 22);
    assertEquals(await runCoroutineThreadsafe(sum, loop), 42);
  });
});

test("inline: a sync arrow function runs on the loop", async () => {
  await withSharedLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(inline((n: number) => 2 * n, 21), loop), 42);
  });
});

test("inline: a function expression runs on the loop", async () => {
  await withSharedLoop(async (loop) => {
    const quoted = inline(function quote(text: string): string {
      return `"${text}"`;
    }, "hi");
    assertEquals(await runCoroutineThreadsafe(quoted, loop), '"hi"');
  });
});

test("inline: a recursive function finds itself by its name", async () => {
  await withSharedLoop(async (loop) => {
    const factorial = inline(function of(n: number): number {
      return n < 2 ? 1 : n * of(n - 1);
    }, 5);
    assertEquals(await runCoroutineThreadsafe(factorial, loop), 120);
  });
});

test("inline: runs in the loop's thread, not here", async () => {
  Reflect.set(globalThis, "sideloop.tests.inline", "here");
  await withSharedLoop(async (loop) => {
    const seen = inline(() => String(Reflect.get(globalThis, "sideloop.tests.inline")));
    assertEquals(await runCoroutineThreadsafe(seen, loop), "undefined");
  });
});

test.blocking("inline: a body may wait for timers while the creator blocks", async () => {
  await withSharedLoop((loop) => {
    const timer = inline(async (ms: number) => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return "fired";
    }, 5);
    assertEquals(runCoroutineThreadsafe(timer, loop).result(PATIENCE), "fired");
  });
});

test("inline: arguments are cloned when it is submitted [72]", async () => {
  await withIdleLoop(async (loop) => {
    const list = [1, 2];
    const future = runCoroutineThreadsafe(inline((items: number[]) => items.length, list), loop);
    list.push(3);
    loop.start();
    assertEquals(await future, 2);
  });
});

test("inline: an outer variable fails with a ReferenceError that explains itself", async () => {
  await withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(inline(() => outerVariable + 1), loop);
    const error = await assertRejects(() => future, ReferenceError);
    assertMatch(error.message, /outerVariable/);
    assertMatch(error.message, /inline/i);
    assertMatch(error.message, /argument/);
  });
});

test.blocking("inline: an outer variable fails a blocked caller, too", async () => {
  await withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(inline(async () => await outerVariable), loop);
    assertInstanceOf(thrownBy(() => future.result(PATIENCE)), ReferenceError);
  });
});

test("inline: an error of the body is the future's [58]", async () => {
  await withSharedLoop(async (loop) => {
    const failing = inline((message: string) => {
      throw new RangeError(message);
    }, "Fail!");
    await assertRejects(() => runCoroutineThreadsafe(failing, loop), RangeError, "Fail!");
  });
});

test("inline: awaiting it runs it on the current thread", async () => {
  assertEquals(await inline((a: number, b: number) => a * b, 6, 7), 42);
});

test("inline: carries the name of the function", () => {
  const named = inline(function quote(): string {
    return "";
  });
  assertEquals(named.name, "quote");
  named.close();
});

test("inline: works once only [72]", async () => {
  await withSharedLoop(async (loop) => {
    const once = inline(() => 1);
    await runCoroutineThreadsafe(once, loop);
    assertThrows(() => runCoroutineThreadsafe(once, loop), InvalidStateError);
  });
});

test("inline: refuses what is not a function", () => {
  const wrong: unknown[] = ["() => 1", 7, null, undefined, {}, Promise.resolve(1)];
  for (const fn of wrong) assertThrows(() => inlineAnything(fn), TypeError);
});

test("inline: refuses functions that have no source of their own", () => {
  assertThrows(() => inlineAnything(Math.max), TypeError);
  assertThrows(() => inlineAnything(((n: number) => n).bind(null)), TypeError);
});

test("inline: a refused function leaves the loop as it was", async () => {
  await withSharedLoop(async (loop) => {
    thrownBy(() => inlineAnything(Math.max));
    assertEquals(await runCoroutineThreadsafe(inline(() => "works"), loop), "works");
  });
});

test("inline: a loop that allows none refuses it with a reason, and goes on", async () => {
  await withLoop(async (loop) => {
    const error = await failureOf(runCoroutineThreadsafe(inline(() => 1), loop));
    assertInstanceOf(error, CoroutineLoadError);
    assertMatch(error.message, /allowInline: false.*coroutine\(import\.meta/);
    assertEquals(await runCoroutineThreadsafe(add(1, 2), loop), 3);
  }, { allowInline: false });
});

test("inline: a loop that allows none makes no threads that do", async () => {
  await withLoop(async (loop) => {
    const error = await failureOf(runCoroutineThreadsafe(runInlineElsewhere(), loop));
    assertInstanceOf(error, CoroutineLoadError);
  }, { allowInline: false });
});
