import { InvalidStateError, runCoroutineThreadsafe, SideloopError } from "sideloop";
import type { Coroutine } from "sideloop";
import { assert, assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import { test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import {
  type BuiltIn,
  throwAggregate,
  throwBuiltIn,
  throwCaused,
  throwChain,
  throwCustom,
  throwCyclic,
  throwFields,
  throwLater,
  throwLibraryError,
  throwTrap,
  throwUncloneable,
} from "../fixtures/throws_errors.ts";
import { throwFunction, throwSymbol, throwValue } from "../fixtures/throws_values.ts";
import { failureOf, PATIENCE, thrownBy, withLoop } from "../fixtures/with_loop.ts";

type Fields = Error & Record<string, unknown>;

const BUILT_IN: Record<BuiltIn, ErrorConstructor> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/** What arrives when a coroutine fails on another thread. */
async function arrivalOf(work: Coroutine<unknown>): Promise<unknown> {
  let error: unknown;
  await withSharedLoop(async (loop) => {
    error = await failureOf(runCoroutineThreadsafe(work, loop));
  });
  return error;
}

async function errorOf(work: Coroutine<unknown>): Promise<Fields> {
  const error = await arrivalOf(work);
  assertInstanceOf(error, Error);
  return error as Fields;
}

for (const name of Object.keys(BUILT_IN) as BuiltIn[]) {
  test(`errors: a ${name} arrives as one, with its message [58] [192]`, async () => {
    const error = await errorOf(throwBuiltIn(name, "Fail!"));
    assertStrictEquals(Object.getPrototypeOf(error), BUILT_IN[name].prototype);
    assertEquals([error.name, error.message], [name, "Fail!"]);
  });
}

test("errors: an empty message is still a failure [192]", async () => {
  const error = await errorOf(throwBuiltIn("RangeError", ""));
  assertInstanceOf(error, RangeError);
  assertEquals(error.message, "");
});

test.blocking("errors: a blocked caller gets the same [192]", async () => {
  await withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(throwBuiltIn("RangeError", "Fail!"), loop);
    const error = thrownBy(() => future.result(PATIENCE));
    assertInstanceOf(error, RangeError);
    assertEquals(error.message, "Fail!");
  });
});

test("errors: every look at a future gives the same object [19]", async () => {
  await withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(throwLater("Fail!"), loop);
    const error = await failureOf(future);
    assertStrictEquals(future.exception(0), error);
    assertStrictEquals(thrownBy(() => future.result(0)), error);
    assertStrictEquals(await failureOf(future), error);
  });
});

test("errors: an own class arrives as the built-in class it extends, with its name [192]", async () => {
  const error = await errorOf(throwCustom());
  assertInstanceOf(error, RangeError);
  assertEquals([error.name, error.message, error["limit"]], ["QuotaError", "over quota", 10]);
});

test("errors: code and own fields arrive [192]", async () => {
  const error = await errorOf(throwFields({ code: "E_FULL", errno: -28, disk: { free: 0 } }));
  assertEquals([error["code"], error["errno"]], ["E_FULL", -28]);
  assertEquals(error["disk"], { free: 0 });
});

test("errors: a name set on the object arrives [192]", async () => {
  assertEquals((await errorOf(throwFields({ name: "HttpError" }))).name, "HttpError");
});

test("errors: an error without a cause arrives without one [192]", async () => {
  assertEquals("cause" in await errorOf(throwBuiltIn("Error", "Fail!")), false);
});

for (const cause of ["text", 0, null, { status: 404 }]) {
  test(`errors: a cause that is ${JSON.stringify(cause)} arrives [192]`, async () => {
    assertEquals((await errorOf(throwCaused(cause))).cause, cause);
  });
}

test("errors: a chain of causes keeps classes and codes [192]", async () => {
  const middle = (await errorOf(throwChain())).cause;
  assertInstanceOf(middle, RangeError);
  assertInstanceOf(middle.cause, TypeError);
  assertEquals([middle.message, middle.cause.message], ["middle", "root"]);
  assertEquals(Reflect.get(middle.cause, "code"), "E_ROOT");
});

test("errors: an AggregateError keeps its class and errors [192]", async () => {
  const error = await errorOf(throwAggregate());
  assertInstanceOf(error, AggregateError);
  assertEquals(error.message, "several");
  assertInstanceOf(error.errors[0], TypeError);
  assertEquals(error.errors[1], "two");
});

test("errors: an error that is its own cause arrives [192]", async () => {
  assertEquals((await errorOf(throwCyclic())).message, "cyclic");
});

test("errors: what cannot be cloned in an error degrades, the rest arrives [192]", async () => {
  const error = await errorOf(throwUncloneable());
  assertInstanceOf(error, RangeError);
  assertEquals([error.message, error["code"]], ["degraded", "E_KEPT"]);
});

test("errors: a field that throws when it is read does not break the rest [192]", async () => {
  const error = await errorOf(throwTrap());
  assertInstanceOf(error, RangeError);
  assertEquals(error.message, "trapped");
});

test("errors: an error of this library arrives as one [192]", async () => {
  const error = await errorOf(throwLibraryError());
  assertInstanceOf(error, InvalidStateError);
  assertEquals(error["code"], new InvalidStateError("").code);
});

test("errors: the stack shows the coroutine's frames and the caller's [187] [192]", async () => {
  const { stack = "" } = await errorOf(throwBuiltIn("RangeError", "Fail!"));
  assert(stack.includes("throws_errors.ts"), stack);
  assert(stack.includes("error_transport_test.ts"), stack);
  assert(stack.includes("RangeError") && stack.includes("Fail!"), stack);
});

test.blocking("errors: the stack shows both sides to a blocked caller, too [187] [192]", async () => {
  await withLoop((loop) => {
    const future = runCoroutineThreadsafe(throwLater("Fail!"), loop);
    const { stack = "" } = thrownBy(() => future.result(PATIENCE)) as Error;
    assert(stack.includes("throws_errors.ts"), stack);
    assert(stack.includes("error_transport_test.ts"), stack);
  });
});

test("errors: of calls within a moment the stack shows where one was submitted, and says so", async () => {
  await withLoop(async (loop) => {
    const futures = Array.from(
      { length: 200 },
      () => runCoroutineThreadsafe(throwLater("Fail!"), loop),
    );
    const stacks = await Promise.all(
      futures.map(async (future) => (await failureOf(future) as Error).stack ?? ""),
    );
    for (const stack of stacks) assert(stack.includes("error_transport_test.ts"), stack);
    assert(stacks.some((stack) => stack.includes("like this one up to 1 ms earlier")));
    assert(!stacks[0]?.includes("earlier"), stacks[0]);
  });
});

test("errors: in debug mode each stack shows its own submission", async () => {
  await withLoop(async (loop) => {
    const futures = [1, 2, 3].map(() => runCoroutineThreadsafe(throwLater("Fail!"), loop));
    for (const future of futures) {
      const { stack = "" } = await failureOf(future) as Error;
      assert(!stack.includes("earlier") && stack.includes("error_transport_test.ts"), stack);
    }
  }, { debug: true });
});

for (const value of [5, 0, "text", "", true, false, null, { status: 404 }, [1, 2], 10n]) {
  test(`errors: a thrown ${typeof value} (${String(value)}) arrives as it was thrown [68]`, async () => {
    assertEquals(await arrivalOf(throwValue(value)), value);
  });
}

test.blocking("errors: a thrown null is thrown to a blocked caller [68]", async () => {
  await withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(throwValue(null), loop);
    assertEquals(thrownBy(() => future.result(PATIENCE)), null);
  });
});

test("errors: a thrown undefined arrives as a SideloopError that says so [68]", async () => {
  const error = await errorOf(throwValue(undefined));
  assertInstanceOf(error, SideloopError);
  assertEquals(error.message, "Coroutine threw undefined");
  assertEquals("thrown" in error, true);
  assertEquals(Reflect.get(error, "thrown"), undefined);
});

for (const [name, work] of Object.entries({ throwFunction, throwSymbol })) {
  test(`errors: ${name} degrades to an error, and the loop lives on [192]`, async () => {
    await withSharedLoop(async (loop) => {
      const error = await failureOf(runCoroutineThreadsafe(work(), loop));
      assert(error !== undefined);
      assertEquals(await runCoroutineThreadsafe(add(1, 2), loop), 3);
    });
  });
}
