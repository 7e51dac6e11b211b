import { assert, assertEquals, assertMatch } from "@std/assert";
import { test } from "../_harness/test.ts";
import { runScript } from "../_harness/run.ts";

/** Far less than the work of these scripts takes, and far more than a process needs to end. */
const SOON = 12_000;

const IMPORTS = `
  import { coroutine, inline, isMainThread, newEventLoop, runCoroutineThreadsafe, toThread } from "sideloop";
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
`;

/** Work that says that it has begun and then computes, or blocks, for ever. */
const FOR_EVER = {
  computes: `(words) => {
    Atomics.store(words, 0, 1);
    Atomics.notify(words, 0);
    for (;;);
  }`,
  blocks: `(words) => {
    Atomics.store(words, 0, 1);
    Atomics.notify(words, 0);
    Atomics.wait(words, 1, 0);
  }`,
};

/** Runs a script that has to end by itself, in silence. */
async function assertEndsByItself(source: string): Promise<void> {
  const { code, stdout, stderr, ms } = await runScript(`${IMPORTS}\n${source}`, { timeout: SOON });
  assertEquals({ code, stdout, stderr }, { code: 0, stdout: "", stderr: "" });
  assert(ms < SOON);
}

test("toThread: a script ends by itself while the threads of its pool are idle [92]", async () => {
  await assertEndsByItself(`
    await toThread(inline(() => 1));
    toThread(inline(() => 2)).result();
  `);
});

test("toThread: a script ends by itself while the threads of a loop's pool are idle [92]", async () => {
  await assertEndsByItself(`
    const work = coroutine(import.meta, "work", async () => await toThread(inline(() => 1)));
    if (isMainThread) await runCoroutineThreadsafe(work(), newEventLoop().start());
  `);
});

for (const [what, work] of Object.entries(FOR_EVER)) {
  test(`toThread: a script ends by itself while a thread ${what} for ever [92]`, async () => {
    await assertEndsByItself(`
      const words = new Int32Array(new SharedArrayBuffer(8));
      toThread(inline(${work}, words));
      Atomics.wait(words, 0, 0);
    `);
  });

  test(`toThread: a script ends by itself while a loop's thread ${what} for ever [92]`, async () => {
    await assertEndsByItself(`
      const begin = coroutine(import.meta, "begin", (words) => {
        toThread(inline(${work}, words));
      });
      if (isMainThread) {
        const words = new Int32Array(new SharedArrayBuffer(8));
        runCoroutineThreadsafe(begin(words), newEventLoop().start());
        Atomics.wait(words, 0, 0);
      }
    `);
  });

  test(`toThread: process.exit ends a script while a thread ${what} for ever`, async () => {
    const { code, ms } = await runScript(
      `${IMPORTS}
      const words = new Int32Array(new SharedArrayBuffer(8));
      toThread(inline(${work}, words));
      Atomics.wait(words, 0, 0);
      process.exit(7);`,
      { timeout: SOON },
    );
    assertEquals(code, 7);
    assert(ms < SOON);
  });

  test(`toThread: a loop is stopped in time while its thread ${what} for ever [142]`, async () => {
    const { code, stdout } = await runScript(`${IMPORTS}
      const begin = coroutine(import.meta, "begin", async (words) => {
        await toThread(inline(${work}, words), { name: "stubborn" });
      });
      if (isMainThread) {
        const words = new Int32Array(new SharedArrayBuffer(8));
        const onError = (_error, { task }) => console.log(task);
        const loop = newEventLoop({ stopTimeout: 400, onError }).start();
        runCoroutineThreadsafe(begin(words), loop);
        Atomics.wait(words, 0, 0);
        loop.stop();
        console.log(await loop.join());
      }
    `);
    assertEquals([code, stdout.split(/\s+/)], [0, ["stubborn", "true", ""]]);
  });
}

test("toThread: a script that awaits work gets it before it ends [92]", async () => {
  const { code, stdout } = await runScript(`${IMPORTS}
    const later = async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return "value";
    };
    console.log(await toThread(inline(later)));
    console.log(await toThread(inline(later)));
  `);
  assertEquals([code, stdout.split(/\s+/)], [0, ["value", "value", ""]]);
});

test("toThread: holding a future keeps no process alive [92]", async () => {
  await assertEndsByItself(`
    Object.assign(globalThis, {
      held: toThread(inline(() => new Promise((resolve) => setTimeout(resolve, 3_600_000)))),
    });
  `);
});

test("toThread: a failure nobody looks at is on stderr when the process ends [163]", async () => {
  const { code, stderr } = await runScript(`${IMPORTS}
    await toThread(inline(function failing() { throw new RangeError("nobody looks"); })).settled;
  `);
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /The failure of failing was never looked at[^]*RangeError: nobody looks/);
});

test("toThread: a failure somebody looks at is reported nowhere [163]", async () => {
  await assertEndsByItself(`
    const future = toThread(inline(() => { throw new RangeError("looked at"); }));
    await future.catch(() => {});
  `);
});

test("toThread: an idle thread ends after 10 s, and the next work gets a new one [128]", async () => {
  const { code, stdout, stderr } = await runScript(`
    const timers = process.getBuiltinModule("node:timers");
    const { setTimeout: set } = timers; // replaced before the library is loaded, which keeps what it finds
    timers.setTimeout = (fn, ms) => set(fn, ms === 10_000 ? 20 : ms);
    const { coroutine, currentThread, isMainThread, toThread } = await import("sideloop");
    const pause = (milliseconds) => new Promise((resolve) => set(resolve, milliseconds));
    const name = coroutine(import.meta, "name", () => currentThread().name);
    if (isMainThread) {
      const ask = () => toThread(name());
      console.log(await ask());
      console.log(await ask());
      await pause(200);
      console.log(await ask());
    }
  `);
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout.split(/\s+/), [
    "MainThread-pool_0",
    "MainThread-pool_0",
    "MainThread-pool_1",
    "",
  ]);
});

test("toThread: a module that calls it at its top level begets no threads for ever", async () => {
  const { code, stdout } = await runScript(`${IMPORTS}
    export const add = coroutine(import.meta, "add", (a, b) => a + b);
    console.log(await toThread(add(1, 2)));
  `);
  assertEquals([code, stdout.trim()], [0, "3"]);
});

test("toThread: work that blocks its thread is no mistake in debug mode [161]", async () => {
  const { code, stdout, stderr } = await runScript(
    `${IMPORTS}
    const words = new Int32Array(new SharedArrayBuffer(4));
    console.log(await toThread(inline((words) => Atomics.wait(words, 0, 0, 500), words)));
    `,
    { env: { SIDELOOP_DEBUG: "1" } },
  );
  assertEquals({ code, stdout: stdout.trim(), stderr }, {
    code: 0,
    stdout: "timed-out",
    stderr: "",
  });
});

test("toThread: a blocked thread that outlives its loop takes no processor when it goes on [132]", async () => {
  const script = new URL("../fixtures/threads/goes_on_late.ts", import.meta.url);
  const { code, stdout, stderr } = await runScript(script, { timeout: SOON });
  assertEquals({ code, stdout, stderr }, { code: 0, stdout: "rests\n", stderr: "" });
});
