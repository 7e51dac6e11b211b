import { runCoroutineThreadsafe, SerializationError } from "sideloop";
import type { Coroutine } from "sideloop";
import { assert, assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import { isBrowser, test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { type Odd, throwForeign, throwOdd } from "../fixtures/throws_odd.ts";
import { failureOf, PATIENCE, thrownBy } from "../fixtures/with_loop.ts";

type Fields = Error & Record<string, unknown>;

const A_TRAP = "a getter that threw Error: the trap";

/** What arrives; the loop must go on after it. */
async function arrivalOf(work: Coroutine<unknown>): Promise<unknown> {
  let error: unknown;
  await withSharedLoop(async (loop) => {
    error = await failureOf(runCoroutineThreadsafe(work, loop));
    assertEquals(await runCoroutineThreadsafe(add(1, 2), loop), 3);
  });
  return error;
}

async function errorOf(odd: Odd): Promise<Fields> {
  const error = await arrivalOf(throwOdd(odd));
  assertInstanceOf(error, Error);
  return error as Fields;
}

/** What arrived has exactly this class: not one below it. */
function assertClass(error: unknown, errorClass: { readonly prototype: Error }): void {
  assertStrictEquals(Object.getPrototypeOf(error), errorClass.prototype);
}

/** The errors of a chain of causes. */
function chainOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let at = error; at instanceof Error; at = at.cause) chain.push(at);
  return chain;
}

for (const odd of ["revoked", "allTraps"] as const) {
  test(`errors: a thrown proxy that throws itself (${odd}) fails the future, never hangs it [192]`, async () => {
    const error = await errorOf(odd);
    assertInstanceOf(error, SerializationError);
    assertEquals(error.path, "error");
  });

  test.blocking(`errors: it wakes a blocked caller, too (${odd}) [192]`, async () => {
    await withSharedLoop((loop) => {
      const future = runCoroutineThreadsafe(throwOdd(odd), loop);
      assertInstanceOf(thrownBy(() => future.result(PATIENCE)), SerializationError);
    });
  });
}

test("errors: a proxy around an error arrives as the error [192]", async () => {
  const error = await errorOf("proxied");
  assertClass(error, RangeError);
  assertEquals([error.message, error["field"]], ["proxied", 1]);
});

test("errors: of a chain of 10,000 causes the nearest 1,000 arrive, and the end says so [192]", async () => {
  const chain = chainOf(await errorOf("deep"));
  assertEquals(chain.length, 1_001);
  assertEquals(chain.slice(0, 1_000).map(({ message }) => message).at(-1), "9001");
  const last = chain.at(-1);
  assertInstanceOf(last, SerializationError);
  assert(last.message.includes("Error: 9000"), last.message);
});

test("errors: of an AggregateError of 5,000 errors those beyond 1,000 arrive as errors that say so [192]", async () => {
  const errors = (await errorOf("wide"))["errors"] as Error[];
  assertEquals(errors.length, 5_000);
  assertInstanceOf(errors[998], TypeError);
  assertInstanceOf(errors[999], SerializationError);
  assert(errors.at(-1)?.message.includes("TypeError: 4999"));
});

test("errors: getters that throw are told as texts, the rest arrives [192]", async () => {
  const error = await errorOf("trapsEverywhere");
  assertClass(error, TypeError);
  assertEquals([error.message, error.cause, error["field"]], ["", A_TRAP, A_TRAP]);
});

test("errors: a getter in the errors of an AggregateError costs that one alone [192]", async () => {
  const errors = (await errorOf("trapInErrors"))["errors"] as unknown[];
  assertInstanceOf(errors[0], TypeError);
  assertEquals(errors[1], A_TRAP);
  assertInstanceOf(errors[2], RangeError);
});

test("errors: the errors of an AggregateError have the length of the original [192]", async () => {
  const errors = (await errorOf("holeInErrors"))["errors"] as unknown[];
  assertEquals(errors.length, 3);
  assertInstanceOf(errors[2], TypeError);
});

test("errors: a field called errors arrives on an error of any class [192]", async () => {
  const errors = (await errorOf("errorsOfItsOwn"))["errors"] as { name: Error };
  assertInstanceOf(errors.name, RangeError);
  assertEquals(errors.name.name, "LimitError");
});

test("errors: a SuppressedError keeps its class and both errors [192]", async () => {
  const { SuppressedError } = globalThis as unknown as { SuppressedError?: ErrorConstructor };
  const error = await errorOf("suppressed");
  if (SuppressedError === undefined) return assertClass(error, Error);
  assertClass(error, SuppressedError);
  assertInstanceOf(error["error"], TypeError);
  assertInstanceOf(error["suppressed"], RangeError);
});

for (const [odd, code] of [["codedByGetter", "E_GETTER"], ["hiddenCode", "E_HIDDEN"]] as const) {
  test(`errors: a code that is no field arrives (${odd}), unlisted [192]`, async () => {
    const error = await errorOf(odd);
    assertEquals([error["code"], Object.keys(error)], [code, []]);
  });
}

test("errors: a class named as a built-in one is not taken for it [192]", async () => {
  assertClass(await errorOf("impostor"), Error);
});

test("errors: a frozen error arrives, no longer frozen [192]", async () => {
  const error = await errorOf("frozen");
  assertClass(error, TypeError);
  assertEquals([error["code"], Object.isFrozen(error)], ["E_FROZEN", false]);
});

test("errors: a method of its own does not take the place of one that all have [192]", async () => {
  const error = await errorOf("ownMethods");
  assertEquals(String(error), "Error: mine");
  assertEquals([error["toJSON"], error["retry"]], ["function toJSON", "function retry"]);
});

test("errors: fields named constructor and __proto__ confuse nothing [192]", async () => {
  assertClass(await errorOf("ownConstructor"), Error);
  const error = await errorOf("ownProto");
  assertClass(error, Error);
  assertEquals(Object.getOwnPropertyDescriptor(error, "__proto__")?.value, { a: 1 });
});

test("errors: errors in fields keep class, name and fields [192]", async () => {
  const error = await errorOf("errorsInFields");
  const { list } = error["details"] as { list: Fields[] };
  const mapped = (error["byName"] as Map<string, Fields>).get("a");
  for (const inner of [list[0], mapped]) {
    assertInstanceOf(inner, RangeError);
    assertEquals([inner.name, inner["limit"]], ["LimitError", 10]);
  }
});

test("errors: an error met in several places is one error, cycles and all [192]", async () => {
  const one = await errorOf("looped");
  const two = one.cause as Fields;
  assertInstanceOf(two, AggregateError);
  assertStrictEquals(two.cause, one);
  assertStrictEquals(two.errors[0], one);
  const { list } = one["again"] as { list: unknown[] };
  assertStrictEquals(list[0], two);
  assertStrictEquals(list[1], one);
});

test("errors: of a field the parts that cannot be cloned become texts, the others arrive [192]", async () => {
  assertEquals((await errorOf("uncloneableParts"))["config"], {
    url: "/users",
    transform: "function transform",
    tag: "Symbol(tag)",
    later: "a Promise",
  });
});

test("errors: a field that gives something else at each look cannot break the answer [192]", async () => {
  assertEquals((await errorOf("failsLater"))["field"], { unsteady: 1 });
});

test("errors: an object made of an error's prototype arrives as an error [192]", async () => {
  const error = await errorOf("madeOfPrototype");
  assertClass(error, TypeError);
  assertEquals(error.message, "made");
});

test("errors: an error without a message arrives without one [192]", async () => {
  assertEquals((await errorOf("noMessage")).message, "");
});

test("errors: a DOMException keeps name, code, fields and cause [192]", async () => {
  const error = await errorOf("exception");
  assertClass(error, DOMException);
  assertEquals([error.name, error.message, error["code"]], ["AbortError", "aborted", 20]);
  assertEquals(error["url"], "/users");
  const late = await errorOf("exceptionWithCause");
  assertEquals([late.name, late["code"]], ["TimeoutError", 23]);
  assertInstanceOf(late.cause, RangeError);
});

test("errors: an error of another realm arrives with its class, code and cause [192]", async () => {
  const error = await arrivalOf(throwForeign()) as Fields;
  assertClass(error, TypeError);
  assertEquals([error.message, error["code"]], ["foreign", "E_THERE"]);
  assertClass(error.cause, RangeError);
}, {
  skip: {
    when: isBrowser,
    reason: "makes a realm by node:vm",
    link: "https://nodejs.org/api/vm.html",
  },
});

test("errors: a thrown instance arrives as a plain object [68]", async () => {
  assertEquals(await arrivalOf(throwOdd("instance")), { x: 1 });
});

test("errors: a thrown proxy of an object arrives as what it shows [68]", async () => {
  assertEquals(await arrivalOf(throwOdd("proxiedObject")), { status: 404 });
});

test("errors: an error in a thrown object keeps class and fields [68]", async () => {
  const { error } = await arrivalOf(throwOdd("objectWithError")) as { error: Fields };
  assertInstanceOf(error, RangeError);
  assertEquals([error.name, error["limit"]], ["LimitError", 10]);
});

for (
  const [odd, path] of [["promise", "error"], ["objectWithFunction", "error.user.retry"]] as const
) {
  test(`errors: a thrown value that cannot cross is told by its path (${odd}) [68]`, async () => {
    const error = await errorOf(odd);
    assertInstanceOf(error, SerializationError);
    assertEquals(error.path, path);
    assert(error.message.includes(path), error.message);
  });
}
