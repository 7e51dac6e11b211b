import {
  type Coroutine,
  type EventLoop,
  newEventLoop,
  runCoroutineThreadsafe,
  SerializationError,
} from "sideloop";
import {
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertMatch,
  assertThrows,
} from "@std/assert";
import { test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { echo, echoAll } from "../fixtures/echoes.ts";
import {
  returnCallback,
  returnFunction,
  returnNestedPromise,
  returnTrap,
} from "../fixtures/returns_unserializable.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { failureOf, PATIENCE, thrownBy, withIdleLoop } from "../fixtures/with_loop.ts";

const noop = (): void => {};

const UNCLONEABLE: [string, () => unknown][] = [
  ["a function", () => noop],
  ["a symbol", () => Symbol("no")],
  ["a promise", () => Promise.resolve(1)],
  ["a WeakMap", () => new WeakMap()],
  ["an AbortSignal", () => new AbortController().signal],
];

const PLACES: [string, unknown[], string][] = [
  ["the first argument", [noop], "args[0]"],
  ["the third argument", [1, 2, noop], "args[2]"],
  ["a field", [{ onClick: noop }], "args[0].onClick"],
  ["a field of a field", ["x", { user: { onClick: noop } }], "args[1].user.onClick"],
  ["an element", [[1, noop]], "args[0][1]"],
  ["a field of an element", [{ items: [{ run: noop }] }], "args[0].items[0].run"],
];

const RESULTS: [string, () => Coroutine<unknown>, string][] = [
  ["a function", returnFunction, "result"],
  ["a field that is a function", returnCallback, "result.callback"],
  ["a promise deep in it", returnNestedPromise, "result.items.later"],
];

function springTrap(): never {
  throw new RangeError("the trap");
}

function trap(): object {
  return Object.defineProperty({}, "trap", { enumerable: true, get: springTrap });
}

/** The SerializationError of an attempt to submit. */
function refusalOf(loop: EventLoop, work: Coroutine<unknown>): SerializationError {
  const error = thrownBy(() => runCoroutineThreadsafe(work, loop));
  assertInstanceOf(error, SerializationError);
  return error;
}

for (const [what, make] of UNCLONEABLE) {
  test(`runCoroutineThreadsafe: ${what} as argument throws at once [190] [193]`, async () => {
    await withIdleLoop((loop) => {
      assertEquals(refusalOf(loop, echo(make())).path, "args[0]");
    });
  });

  test(`runCoroutineThreadsafe: ${what} inside an argument throws at once [190] [193]`, async () => {
    await withIdleLoop((loop) => {
      assertEquals(refusalOf(loop, echo({ inside: make() })).path, "args[0].inside");
    });
  });
}

for (const [where, args, path] of PLACES) {
  test(`SerializationError.path: names ${where} [190]`, async () => {
    await withIdleLoop((loop) => {
      assertEquals(refusalOf(loop, echoAll(...args)).path, path);
    });
  });
}

test("SerializationError: its message names the path [190]", async () => {
  await withIdleLoop((loop) => {
    assertMatch(refusalOf(loop, echo({ onClick: noop })).message, /args\[0\]\.onClick/);
  });
});

test("SerializationError: what a getter of an argument threw is its cause [190]", async () => {
  await withIdleLoop((loop) => {
    const error = refusalOf(loop, echo(trap()));
    assertInstanceOf(error.cause, RangeError);
    assertEquals(error.path, "args[0].trap");
  });
});

test("runCoroutineThreadsafe: a refused argument queues nothing and harms no other [190]", async () => {
  await withIdleLoop(async (loop) => {
    const before = runCoroutineThreadsafe(add(1, 2), loop);
    refusalOf(loop, echo(noop));
    assertEquals(loop.stats().pending, 1);
    loop.start();
    assertEquals(await Promise.all([before, runCoroutineThreadsafe(add(3, 4), loop)]), [3, 7]);
  });
});

test("runCoroutineThreadsafe: a context that cannot be cloned throws at once [190]", async () => {
  await withIdleLoop((loop) => {
    const options = { context: { run: noop } };
    assertThrows(() => runCoroutineThreadsafe(add(1, 2), loop, options), SerializationError);
  });
});

test("newEventLoop: an initializer whose argument cannot be cloned throws, it is not skipped [190]", () => {
  assertThrows(() => {
    const loop = newEventLoop({ initializer: echo(noop) });
    loop.start();
  }, SerializationError);
});

for (const [what, work, path] of RESULTS) {
  test(`runCoroutineThreadsafe: a result that is ${what} fails that future alone [191]`, async () => {
    await withSharedLoop(async (loop) => {
      const error = await failureOf(runCoroutineThreadsafe(work(), loop));
      assertInstanceOf(error, SerializationError);
      assertEquals(error.path, path);
      assertEquals(await runCoroutineThreadsafe(add(1, 2), loop), 3);
    });
  });

  test.blocking(`runCoroutineThreadsafe: a result that is ${what} wakes a blocked caller [191]`, async () => {
    await withSharedLoop((loop) => {
      const future = runCoroutineThreadsafe(work(), loop);
      const error = thrownBy(() => future.result(PATIENCE));
      assertInstanceOf(error, SerializationError);
      assertEquals(error.path, path);
    });
  });
}

test("SerializationError: what a getter of a result threw is its cause [191]", async () => {
  await withSharedLoop(async (loop) => {
    const error = await failureOf(runCoroutineThreadsafe(returnTrap(), loop));
    assertInstanceOf(error, SerializationError);
    assertInstanceOf(error.cause, RangeError);
    assertEquals(error.cause.message, "the trap");
  });
});

test("runCoroutineThreadsafe: other coroutines are unharmed by a result that cannot cross [191]", async () => {
  await withSharedLoop(async (loop) => {
    const first = runCoroutineThreadsafe(add(1, 2), loop);
    const bad = runCoroutineThreadsafe(returnFunction(), loop);
    const last = runCoroutineThreadsafe(add(3, 4), loop);
    assertInstanceOf(await failureOf(bad), SerializationError);
    assertEquals(await Promise.all([first, last]), [3, 7]);
  });
});

test("SerializationError: its stack shows who handed the value in", async () => {
  await withSharedLoop((loop) => {
    const error = thrownBy(function handsIn() {
      runCoroutineThreadsafe(echo(() => {}), loop);
    }) as Error;
    assertMatch(error.stack ?? "", /unserializable_test\.ts/);
    assertFalse(/checkSendable/.test(error.stack ?? ""));
  });
});
