import {
  BrokenLoopError,
  type Coroutine,
  type EventLoop,
  newEventLoop,
  runCoroutineThreadsafe,
} from "sideloop";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { isBrowser, STARTS_LATER, test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { failToInitialize, initialize, initialized } from "../fixtures/initializes.ts";
import { readEnv, readExecArgv, readLimit, readPermission } from "../fixtures/reads_options.ts";
import {
  endOf,
  failureOf,
  type LoopOptions,
  PATIENCE,
  thrownBy,
  withIdleLoop,
  withLoop,
} from "../fixtures/with_loop.ts";

const ON_DENO = "Deno" in globalThis;
const ON_BUN = "Bun" in globalThis;
const ON_NODE = !ON_DENO && !ON_BUN && !isBrowser;
const DENO_ONLY = {
  when: ON_DENO,
  reason: "Deno may honour the option",
  link: "https://docs.deno.com/api/web/~/WorkerOptions",
};
const NODE_ONLY = {
  when: !ON_NODE,
  reason: "env and execArgv of a worker are promised for Node",
  link: "https://nodejs.org/api/worker_threads.html#new-workerfilename-options",
};

/** Makes a loop from any options, past the type checker. */
function newLoop(options: unknown): EventLoop {
  return newEventLoop(options as LoopOptions);
}

/** What a coroutine says on a loop with these options, or "refused" where the runtime lacks them. */
async function onLoopWith<T>(options: unknown, coroutine: Coroutine<T>): Promise<T | "refused"> {
  let loop: EventLoop;
  try {
    loop = newLoop(options);
  } catch (error) {
    assertInstanceOf(error, TypeError);
    return "refused";
  }
  try {
    return await runCoroutineThreadsafe(coroutine, loop.start());
  } finally {
    await endOf(loop);
  }
}

const WRONG_TYPES: [string, unknown][] = [
  ["a name that is no text", { name: 7 }],
  ["an onError that is no function", { onError: "log" }],
  ["an initializer that is a closure", { initializer: () => {} }],
  ["an initializer that is a coroutine function", { initializer: initialize }],
  ["options that are no object", "AsyncLoop-0"],
];

for (const [what, options] of WRONG_TYPES) {
  test(`newEventLoop: refuses ${what}`, () => {
    assertThrows(() => newLoop(options), TypeError);
  });
}

test("newEventLoop: refuses durations that are not a number", () => {
  assertThrows(() => newEventLoop({ slowCallbackDuration: NaN }), RangeError);
  assertThrows(() => newEventLoop({ stopTimeout: NaN }), RangeError);
});

test("newEventLoop: initializer runs before what was queued [198]", async () => {
  await withIdleLoop(async (loop) => {
    const future = runCoroutineThreadsafe(initialized(), loop);
    loop.start();
    assertEquals(await future, ["prepared"]);
  }, { initializer: initialize("prepared") });
});

test("newEventLoop: initializer runs once [198]", async () => {
  await withLoop(async (loop) => {
    await runCoroutineThreadsafe(initialized(), loop);
    assertEquals(await runCoroutineThreadsafe(initialized(), loop), ["prepared"]);
  }, { initializer: initialize("prepared") });
});

test("newEventLoop: initializer has run when the loop is ready [198]", async () => {
  await withLoop(async (loop) => {
    await loop.ready;
    assertEquals(await runCoroutineThreadsafe(initialized(), loop), ["prepared"]);
  }, { initializer: initialize("prepared") });
});

test.blocking("newEventLoop: initializer runs while the creator is blocked [198]", async () => {
  await withLoop((loop) => {
    assertEquals(runCoroutineThreadsafe(initialized(), loop).result(PATIENCE), ["prepared"]);
  }, { initializer: initialize("prepared") });
});

test("newEventLoop: a failing initializer rejects ready [94]", async () => {
  await withLoop(async (loop) => {
    await assertRejects(() => loop.ready, Error);
    assertEquals(loop.isRunning(), false);
  }, { initializer: failToInitialize(), onError: () => {} });
});

test("newEventLoop: a failing initializer breaks the futures, and is their cause [94]", async () => {
  await withIdleLoop(async (loop) => {
    const error = await failureOf(runCoroutineThreadsafe(add(1, 2), loop.start()));
    assertInstanceOf(error, BrokenLoopError);
    assertInstanceOf(error.cause, RangeError);
    assertEquals(error.cause.message, "cannot initialize");
  }, { initializer: failToInitialize(), onError: () => {} });
});

test.blocking("newEventLoop: a failing initializer wakes a blocked creator [94]", async () => {
  await withLoop((loop) => {
    const future = runCoroutineThreadsafe(add(1, 2), loop);
    assertInstanceOf(thrownBy(() => future.result(PATIENCE)), BrokenLoopError);
  }, { initializer: failToInitialize(), onError: () => {} });
}, { skip: STARTS_LATER });

test("newEventLoop: a failing initializer makes later submissions throw [94]", async () => {
  await withLoop(async (loop) => {
    await failureOf(loop.ready);
    assertThrows(() => runCoroutineThreadsafe(add(1, 2), loop), BrokenLoopError);
  }, { initializer: failToInitialize(), onError: () => {} });
});

test("newEventLoop: env is honoured or refused, never ignored", async () => {
  const options = { env: { SIDELOOP_TEST: "set" } };
  const seen = await onLoopWith(options, readEnv("SIDELOOP_TEST"));
  assert(seen === "set" || seen === "refused", `received ${seen}`);
});

test("newEventLoop: execArgv is honoured or refused, never ignored", async () => {
  const options = { execArgv: ["--no-deprecation"] };
  const seen = await onLoopWith(options, readExecArgv());
  assert(seen === "refused" || seen.includes("--no-deprecation"), `received ${seen}`);
});

test("newEventLoop: resourceLimits is honoured or refused, never ignored", async () => {
  const options = { resourceLimits: { maxOldGenerationSizeMb: 96 } };
  const seen = await onLoopWith(options, readLimit("maxOldGenerationSizeMb"));
  assert(seen === 96 || seen === "refused", `received ${seen}`);
});

test("newEventLoop: permissions is honoured or refused, never ignored", async () => {
  const options = { permissions: { read: true, import: true, sys: true, env: true, net: false } };
  const seen = await onLoopWith(options, readPermission("net"));
  assert(seen === "denied" || seen === "prompt" || seen === "refused", `received ${seen}`);
});

test("newEventLoop: permissions are for Deno alone", () => {
  assertThrows(() => newLoop({ permissions: "none" }), TypeError, "permissions");
}, { skip: DENO_ONLY });

test("newEventLoop: resourceLimits are for Node alone", async () => {
  const options = { resourceLimits: { maxOldGenerationSizeMb: 96 } };
  const seen = await onLoopWith(options, readLimit("maxOldGenerationSizeMb"));
  assertEquals(seen, ON_NODE ? 96 : "refused");
});

test("newEventLoop: Node honours env and execArgv", async () => {
  assertEquals(
    await onLoopWith({ env: { SIDELOOP_TEST: "set" } }, readEnv("SIDELOOP_TEST")),
    "set",
  );
  const args = await onLoopWith({ execArgv: ["--no-deprecation"] }, readExecArgv());
  assert(args.includes("--no-deprecation"));
}, { skip: NODE_ONLY });

test("newEventLoop: an option that is undefined is as good as absent", async () => {
  const options = { name: undefined, env: undefined, permissions: undefined };
  const loop = newLoop({ ...options, resourceLimits: undefined, initializer: undefined });
  try {
    assertEquals(await runCoroutineThreadsafe(add(1, 2), loop.start()), 3);
    assertStrictEquals(loop.name.startsWith("AsyncLoop-"), true);
  } finally {
    await endOf(loop);
  }
});

for (
  const [name, value] of [["env", 5], ["env", { A: 1 }], ["env", null], ["execArgv", "--x"], [
    "execArgv",
    [1],
  ]] as const
) {
  test(`newEventLoop: option ${name} of the wrong type is a TypeError, at once: ${JSON.stringify(value)}`, () => {
    assertThrows(() => newEventLoop({ [name]: value } as never), TypeError, `option ${name}`);
  });
}

test("newEventLoop: loops that are not started take no place of those that are", async () => {
  for (let made = 0; made < 1_500; made++) newEventLoop();
  await withLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(add(1, 2), loop), 3);
  });
});
