import { type EventLoop, InvalidStateError, registerError, runCoroutineThreadsafe } from "sideloop";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { test } from "../_harness/test.ts";
import { echo } from "../fixtures/echoes.ts";
import {
  constructedHere,
  HttpError,
  inspectError,
  NotFoundError,
  QuotaError,
  returnMade,
  StoppedError,
  streamMade,
  throwMade,
} from "../fixtures/registered_errors.ts";
import {
  GoneError,
  OverflowError,
  throwGone,
  throwOverflow,
} from "../fixtures/registers_in_loop.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { failureOf, PATIENCE, thrownBy, withIdleLoop, withLoop } from "../fixtures/with_loop.ts";

/** Longer than a message in shared memory may be: it goes by a port. */
const LONG = "x".repeat(200_000);

/** A class that a minifier cannot rename. */
function classNamed(name: string): new (message?: string) => Error {
  return Object.defineProperty(class extends RangeError {}, "name", { value: name });
}

async function failureIn(loop: EventLoop, what: Parameters<typeof throwMade>[0]): Promise<Error> {
  return await failureOf(runCoroutineThreadsafe(throwMade(what), loop)) as Error;
}

test("registerError: a thrown error arrives as an instance, with fields, methods and getters [192]", async () => {
  await withSharedLoop(async (loop) => {
    const error = await failureIn(loop, "http");
    assertInstanceOf(error, HttpError);
    assertEquals([error.status, error.isTemporary, error.describe()], [503, true, "HttpError 503"]);
    assertEquals(error.message, "The server answered 503");
    assertEquals(Object.keys(error), ["status"]);
    assert(
      error.stack?.includes("registered_errors.ts") &&
        error.stack.includes("register_error_test.ts"),
    );
  });
});

test.blocking("registerError: a blocked caller gets an instance, too [192]", async () => {
  await withSharedLoop((loop) => {
    const future = runCoroutineThreadsafe(throwMade("http"), loop);
    assertInstanceOf(thrownBy(() => future.result(PATIENCE)), HttpError);
  });
});

test("registerError: causes and the errors of an AggregateError are instances [192]", async () => {
  await withSharedLoop(async (loop) => {
    const { cause } = await failureIn(loop, "http");
    assertInstanceOf(cause, QuotaError);
    assertEquals(cause.limit, 10);
    const { errors: [one, two] } = await failureIn(loop, "several") as AggregateError;
    assertInstanceOf(one, HttpError);
    assertInstanceOf(two, QuotaError);
  });
});

test("registerError: the constructor is not run, so private fields are lost", async () => {
  await withSharedLoop(async (loop) => {
    const before = constructedHere();
    const error = await failureIn(loop, "http");
    assertInstanceOf(error, HttpError);
    assertEquals(constructedHere(), before);
    assertThrows(() => error.secret(), TypeError);
  });
});

test("registerError: a class that is not registered arrives as the registered one it extends", async () => {
  await withSharedLoop(async (loop) => {
    const error = await failureIn(loop, "notFound");
    assertStrictEquals(Object.getPrototypeOf(error), HttpError.prototype);
    assert(!(error instanceof NotFoundError));
    assertEquals([error.name, (error as HttpError).status], ["NotFoundError", 404]);
  });
});

test("registerError: a class below DOMException keeps what is inside it", async () => {
  await withSharedLoop(async (loop) => {
    const error = await failureIn(loop, "stopped");
    assertInstanceOf(error, StoppedError);
    assertEquals([error.name, error.code, error.message, error.by], [
      "AbortError",
      20,
      "stopped",
      "user",
    ]);
  });
});

test(
  "registerError: what this thread has not registered arrives as the nearest class that it has",
  async () => {
    await withLoop(async (loop) => {
      const gone = await failureOf(runCoroutineThreadsafe(throwGone(), loop)) as HttpError;
      assertStrictEquals(Object.getPrototypeOf(gone), HttpError.prototype);
      assert(!(gone instanceof GoneError));
      assertEquals([gone.name, gone.status], ["GoneError", 410]);
      const overflow = await failureOf(runCoroutineThreadsafe(throwOverflow(), loop)) as Error;
      assertStrictEquals(Object.getPrototypeOf(overflow), RangeError.prototype);
      assert(!(overflow instanceof OverflowError));
      assertEquals(overflow.name, "OverflowError");
    });
  },
);

for (const [where, filling] of [["in shared memory", ""], ["by a port", LONG]] as const) {
  test(`registerError: an error in an argument is an instance there (${where}) [193]`, async () => {
    await withSharedLoop(async (loop) => {
      const error = Object.assign(new HttpError(503, { cause: new QuotaError("first") }), {
        filling,
      });
      const seen = await runCoroutineThreadsafe(inspectError(error), loop);
      assertEquals(seen, [true, "HttpError 503", true]);
    });
  });

  test(`registerError: an error in a result is an instance here (${where}) [193]`, async () => {
    await withSharedLoop(async (loop) => {
      const sent = new HttpError(500);
      const value = { error: sent, again: new Map([[sent, filling]]) };
      const back = await runCoroutineThreadsafe(echo(value), loop) as typeof value;
      assertInstanceOf(back.error, HttpError);
      assertEquals(back.error.status, 500);
      assertEquals(back.again.get(back.error), filling);
    });
  });
}

test("registerError: an error that a coroutine makes and returns is an instance [193]", async () => {
  await withSharedLoop(async (loop) => {
    const { error } = await runCoroutineThreadsafe(returnMade("http"), loop);
    assertInstanceOf(error, HttpError);
    assertInstanceOf(error.cause, QuotaError);
  });
});

test("registerError: an item of a stream is an instance [193]", async () => {
  await withSharedLoop(async (loop) => {
    for await (const error of await runCoroutineThreadsafe(streamMade("quota"), loop)) {
      assertInstanceOf(error, QuotaError);
    }
  });
});

test("registerError: a thread that does not know the class passes the error on as it came", async () => {
  class HereError extends Error {}
  registerError(HereError, "here alone");
  await withSharedLoop(async (loop) => {
    assertInstanceOf(await runCoroutineThreadsafe(echo(new HereError("m")), loop), HereError);
  });
});

test("registerError: an argument for a loop that is not started arrives as one, too [193]", async () => {
  await withIdleLoop(async (loop) => {
    const seen = runCoroutineThreadsafe(inspectError(new HttpError(503)), loop);
    loop.start();
    assertEquals((await seen)[0], true);
  });
});

test("errors: one in an argument or result arrives as a thrown one does [193]", async () => {
  await withSharedLoop(async (loop) => {
    const errors = [
      Object.assign(new TypeError("a", { cause: 1 }), { code: "E_A" }),
      new AggregateError([new RangeError("b")], "c"),
      new DOMException("d", "AbortError"),
      new SyntaxError("e", { cause: new URIError("f") }),
    ];
    const back = await runCoroutineThreadsafe(echo(errors), loop) as Error[];
    const show = (error: Error) => [
      Object.getPrototypeOf(error),
      error.name,
      error.message,
      Reflect.get(error, "code"),
      String(error.cause),
      String(Reflect.get(error, "errors")),
    ];
    assertEquals(back.map(show), errors.map(show));
  });
});

test("registerError: gives the class, and registering it again changes nothing", () => {
  class TwiceError extends Error {}
  assertStrictEquals(registerError(TwiceError), TwiceError);
  assertStrictEquals(registerError(TwiceError), TwiceError);
});

test("registerError: another class of the name throws, and the first stays", async () => {
  const other = classNamed("HttpError");
  const error = thrownBy(() => registerError(other));
  assertInstanceOf(error, InvalidStateError);
  assert(error.message.includes("HttpError") && error.message.includes("second argument"));
  await withLoop(async (loop) => assertInstanceOf(await failureIn(loop, "http"), HttpError));
});

test("registerError: a second class of a name has room under another one", () => {
  const other = classNamed("HttpError");
  assertStrictEquals(registerError(other, `${import.meta.url}#HttpError`), other);
});

for (const name of ["__proto__", "constructor", "toString", "TypeError", "TimeoutError"]) {
  test(`registerError: a class named ${name} is one like others`, async () => {
    const OddError = registerError(classNamed(name));
    const error = new OddError("odd");
    await withSharedLoop(async (loop) => {
      const [back, plain] = await runCoroutineThreadsafe(
        echo([error, Object.assign(new TypeError("plain"), { code: 1 })]),
        loop,
      ) as Error[];
      assertStrictEquals(Object.getPrototypeOf(plain), TypeError.prototype);
      assertStrictEquals(Object.getPrototypeOf(back), OddError.prototype);
    });
  });
}

for (
  const [what, value] of [
    ["no function", {}],
    ["a function", () => {}],
    ["a class of something else", class {}],
    ["Error itself as an instance", new Error("no class")],
    ["nothing", undefined],
    ["a coroutine function", echo],
  ] as const
) {
  test(`registerError: ${what} is a TypeError`, () => {
    assertThrows(() => registerError(value as never), TypeError, "does not extend Error");
  });
}

test("registerError: a class without a name is a TypeError that says how to give one", () => {
  assertThrows(() => registerError(class extends Error {}), TypeError, "second argument");
  assertThrows(() => registerError(HttpError, ""), TypeError, "second argument");
  assertThrows(() => registerError(HttpError, 5 as never), TypeError, "second argument");
});
