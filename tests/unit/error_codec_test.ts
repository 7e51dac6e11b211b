import { assert, assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { decodeError, encodeError, encodeErrorValue } from "../../src/wire/error_codec.ts";
import { TimeoutError } from "../../src/core/errors.ts";
import { registerError } from "../../src/wire/error_registry.ts";
import { test } from "../_harness/test.ts";
import { carried } from "./value_arbitraries.ts";
import { differenceOf } from "./value_comparer.ts";
import { revoked, spring } from "../fixtures/traps.ts";

/** Shrinking a graph can take long; what has been found by then is reported. */
const OPTIONS = { numRuns: 200, interruptAfterTimeLimit: 10_000 };

/** What something thrown is on the other side. */
function crossing(thrown: unknown): unknown {
  return decodeError(structuredClone(encodeError(thrown)));
}

test("encodeError: what a field holds arrives as structured clone makes it", () => {
  fc.assert(
    fc.property(carried, (value) => {
      const error = crossing(Object.assign(new Error("m"), { value })) as { value: unknown };
      assertEquals(differenceOf(error.value, structuredClone(value)), undefined);
    }),
    OPTIONS,
  );
}, { timeout: 60_000 });

/** What throws on the way, or cannot be cloned. */
const hostile = fc.constantFrom<() => unknown>(
  () => () => {},
  () => Symbol("s"),
  () => Promise.resolve(),
  () => new WeakMap(),
  () => revoked(),
  () => new Proxy(new TypeError(), { get: spring, ownKeys: spring, has: spring }),
  () => new Proxy({}, { getPrototypeOf: spring }),
  () => ({
    get a(): unknown {
      return spring();
    },
  }),
  () => Object.defineProperty(new Error(), "stack", { get: spring }),
  () => new AggregateError([() => {}, spring]),
  () => Object.defineProperty(new AggregateError([]), "errors", { value: 5 }),
);

test("encodeError: never throws, and what it gives can be cloned, whatever hangs on the error", () => {
  const fields = fc.dictionary(
    fc.oneof(fc.string(), fc.constantFrom("cause", "errors", "code", "stack", "message")),
    hostile,
  );
  fc.assert(
    fc.property(fields, hostile, (fields, root) => {
      const error = new RangeError("m");
      void error.stack; // Some engines write it down at the first look, or when it is defined.
      for (const [key, make] of Object.entries(fields)) {
        Object.defineProperty(error, key, { value: make(), enumerable: true, configurable: true });
      }
      assertInstanceOf(crossing(error), RangeError);
      assert(crossing(root()) !== undefined);
    }),
    OPTIONS,
  );
});

test("encodeError: what is nearest comes first, so that an error loses its farthest causes", () => {
  const errors = Array.from(
    { length: 600 },
    (_, n) => new Error(`${n}`, { cause: new TypeError(`cause of ${n}`) }),
  );
  const back = crossing(new AggregateError(errors)) as AggregateError;
  assert(back.errors.every((error) => !("path" in error)));
  assertInstanceOf(back.errors[0].cause, TypeError);
  assert("path" in back.errors[599].cause);
});

test("encodeError: the time-out of a wait is the coroutine's own to its caller, not that of a value", () => {
  const error = new TimeoutError("m", { code: "WAIT_TIMEOUT" });
  assertEquals((crossing(error) as TimeoutError).code, "TIMEOUT");
  const value = decodeError(structuredClone(encodeErrorValue(error)));
  assertEquals((value as TimeoutError).code, "WAIT_TIMEOUT");
});

test("decodeError: runs no code of the program", () => {
  const ran: string[] = [];
  class Watched extends RangeError {
    static {
      for (const key of ["name", "code", "toString", "field"]) {
        Object.defineProperty(this.prototype, key, {
          get: () => ran.push(key),
          set: () => ran.push(key),
          configurable: true,
        });
      }
    }
  }
  registerError(Watched);
  const encoded = encodeError(
    Object.defineProperty(new Watched("m"), "field", { value: 1, enumerable: true }),
  );
  ran.length = 0;
  assertStrictEquals(Object.getPrototypeOf(decodeError(encoded, "origin")), Watched.prototype);
  assertEquals(ran, []);
});
