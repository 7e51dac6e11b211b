import {
  type Coroutine,
  type EventLoop,
  runCoroutineThreadsafe,
  SerializationError,
} from "sideloop";
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { isBrowser, test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { echo, echoAll } from "../fixtures/echoes.ts";
import { chainOf, depthOf, returnChain, returnList } from "../fixtures/nests_values.ts";
import { makeRefused, REFUSALS, returnRefused } from "../fixtures/returns_refused.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { failureOf, thrownBy, withIdleLoop, withLoop } from "../fixtures/with_loop.ts";

/** Longer than a message in shared memory may be: it goes by a port. */
const LONG = "x".repeat(200_000);

function refusalOf(
  loop: EventLoop,
  work: Coroutine<unknown>,
  transfer: readonly unknown[] = [],
): SerializationError {
  const options = { transfer: transfer as Transferable[] };
  const error = thrownBy(() => runCoroutineThreadsafe(work, loop, options));
  assertInstanceOf(error, SerializationError);
  return error;
}

function assertExplains(error: unknown, path: string, advice: string): void {
  assertInstanceOf(error, SerializationError);
  assertEquals(error.path, path);
  assert(error.message.startsWith(`Cannot send ${path} to another thread: `), error.message);
  assert(error.message.includes(advice), error.message);
  assert(!error.message.endsWith("."), error.message);
}

for (const [name, path, advice] of REFUSALS) {
  test(`SerializationError: names path and remedy of an argument (${name}) [190]`, async () => {
    await withIdleLoop((loop) => {
      assertExplains(refusalOf(loop, echoAll(1, makeRefused(name))), `args[1]${path}`, advice);
      assertEquals(loop.stats().pending, 0);
    });
  });
}

test("SerializationError: names path and remedy of each result, and the loop goes on [191]", async () => {
  await withSharedLoop(async (loop) => {
    for (const [name, path, advice] of REFUSALS) {
      const error = await failureOf(runCoroutineThreadsafe(returnRefused(name), loop));
      assertExplains(error, `result${path}`, advice);
      assertEquals(await runCoroutineThreadsafe(add(1, 2), loop), 3);
    }
  });
});

const DEEP: [string, (depth: number) => Coroutine<unknown>][] = [
  ["objects in objects", returnChain],
  ["a list", returnList],
];

for (const [how, make] of DEEP) {
  test(`SerializationError: a result that is nested too deep fails alone (${how}) [191]`, async () => {
    await withLoop(async (loop) => {
      const error = await failureOf(runCoroutineThreadsafe(make(3_000), loop));
      assertInstanceOf(error, SerializationError);
      assert(error.message.includes("nested more than 1000 deep"), error.message);
      assertEquals(await runCoroutineThreadsafe(add(1, 2), loop), 3);
    });
  });
}

test("arguments and results: arrive as they are where they are nested 900 deep [190]", async () => {
  await withLoop(async (loop) => {
    const back = await runCoroutineThreadsafe(echo(chainOf(900)), loop);
    assertEquals(depthOf(back), 900);
  });
});

test("SerializationError: an argument that is nested far too deep is refused [190]", async () => {
  await withIdleLoop((loop) => {
    const { message } = refusalOf(loop, echo(chainOf(100_000)));
    assert(message.includes("nested more than 1000 deep"), message);
  });
});

for (const [where, filling] of [["in shared memory", ""], ["by a port", LONG]] as const) {
  test(
    `arguments: a Proxy of plain objects and arrays arrives as what it shows (${where}) [193]`,
    async () => {
      await withSharedLoop(async (loop) => {
        const inner = new Proxy([1, new Proxy({ b: 2 }, {})], {});
        const value = new Proxy({ inner, again: inner, filling }, {});
        const back = await runCoroutineThreadsafe(echo(value), loop) as typeof value;
        assertEquals(back, { inner: [1, { b: 2 }], again: [1, { b: 2 }], filling });
        assertEquals(back.inner === back.again, true);
      });
    },
    {
      skip: {
        when: isBrowser,
        reason: "nothing tells a proxy in a message that the platform clones",
        link:
          "https://developer.mozilla.org/docs/Web/API/Web_Workers_API/Structured_clone_algorithm",
      },
    },
  );
}

test("SerializationError: a Proxy of something else is refused with its path [193]", async () => {
  await withIdleLoop((loop) => {
    assertEquals(
      refusalOf(loop, echo({ deep: [new Proxy(new Map(), {})] })).path,
      "args[0].deep[0]",
    );
  });
});

test("SerializationError.path: of a very deep place the beginning and the end [190]", async () => {
  await withIdleLoop((loop) => {
    let value: unknown = { run: () => {} };
    for (let depth = 0; depth < 20_000; depth++) value = [value];
    const { path } = refusalOf(loop, echo(value));
    assert(path.startsWith("args[0][0]") && path.endsWith("[0].run") && path.length < 500, path);
  });
});

test("arguments: an error degrades where other values are refused [192] [193]", async () => {
  await withSharedLoop(async (loop) => {
    const error = Object.assign(new TypeError("m", { cause: () => {} }), { run() {}, left: 1 });
    const back = await runCoroutineThreadsafe(echo(error), loop) as typeof error;
    assertInstanceOf(back, TypeError);
    assertEquals([back.cause, back.run, back.left], ["function cause", "function run", 1]);
  });
});

test("runCoroutineThreadsafe: a coroutine that was refused can be corrected and submitted again [190]", async () => {
  await withSharedLoop(async (loop) => {
    const argument: { a: number; run?: () => void } = { a: 1, run: () => {} };
    const work = echo(argument);
    refusalOf(loop, work);
    delete argument.run;
    assertEquals(await runCoroutineThreadsafe(work, loop), { a: 1 });
  });
});

test("EventLoop.stats: a refused submission does not count, and no message waits for it [190]", async () => {
  await withLoop(async (loop) => {
    await runCoroutineThreadsafe(add(1, 2), loop);
    const { lag: _, utilization: __, ...before } = loop.stats();
    for (const [name] of REFUSALS) refusalOf(loop, echo(makeRefused(name)));
    const { lag, utilization: ___, ...after } = loop.stats();
    assertEquals(after, before);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assertEquals(loop.stats().lag, lag);
  });
});

const LISTS: [string, (buffer: ArrayBuffer) => unknown[], string][] = [
  ["the same buffer twice", (buffer) => [buffer, buffer], "twice"],
  ["a plain object", (buffer) => [buffer, {}], "cannot move"],
  ["a plain object first", (buffer) => [{}, buffer], "cannot move"],
  ["null", (buffer) => [buffer, null], "cannot move"],
  ["a text", (buffer) => [buffer, "text"], "cannot move"],
  ["a function", (buffer) => [buffer, () => {}], "cannot move"],
  ["an instance", (buffer) => [buffer, new (class Point {})()], "cannot move"],
  ["a Map", (buffer) => [buffer, new Map()], "cannot move"],
  ["a URL", (buffer) => [buffer, new URL("https://example.com")], "cannot move"],
  ["headers", (buffer) => [buffer, new Headers()], "cannot move"],
  ["what only says that it is a stream", (buffer) => [buffer, pretended()], "cannot move"],
  ["a stream that is read", (buffer) => [buffer, lockedStream()], "locked"],
  ["a view", (buffer) => [buffer, new Uint8Array(1)], "list its buffer"],
  ["a detached buffer", (buffer) => [buffer, detached()], "before"],
  ["a revoked proxy", (buffer) => [buffer, makeRevoked()], "cannot move"],
];

function detached(): ArrayBuffer {
  const { buffer } = new Uint8Array([1]);
  structuredClone(buffer, { transfer: [buffer] });
  return buffer;
}

function pretended(): unknown {
  return { [Symbol.toStringTag]: "ReadableStream" };
}

function lockedStream(): unknown {
  const stream = new ReadableStream();
  stream.getReader();
  return stream;
}

function makeRevoked(): unknown {
  return (makeRefused("revoked") as { r: unknown }).r;
}

for (const [what, listOf, why] of LISTS) {
  test(`transfer: a list with ${what} is refused with its place, and nothing moves [194]`, async () => {
    await withIdleLoop((loop) => {
      const { buffer } = new Uint8Array([1, 2, 3]);
      const list = listOf(buffer);
      const { path, message } = refusalOf(loop, echo(buffer), list);
      assertEquals(path, `transfer[${list[0] === buffer ? 1 : 0}]`);
      assert(message.includes(why), message);
      assertEquals([buffer.byteLength, loop.stats().pending], [3, 0]);
    });
  });
}

test("transfer: whatever argument is refused, nothing moves [194]", async () => {
  await withSharedLoop(async (loop) => {
    const { buffer } = new Uint8Array([1, 2, 3]);
    for (const [name, path] of REFUSALS) {
      const error = refusalOf(loop, echoAll(buffer, makeRefused(name)), [buffer]);
      assertEquals([error.path, buffer.byteLength], [`args[1]${path}`, 3]);
    }
    const work = echo(buffer);
    refusalOf(loop, work, [buffer, {}]);
    const back = await runCoroutineThreadsafe(work, loop, { transfer: [buffer] }) as ArrayBuffer;
    assertEquals([back.byteLength, buffer.byteLength], [3, 0]);
  });
});
