import { assert, assertEquals, assertMatch } from "@std/assert";
import { test } from "../_harness/test.ts";
import { runScript } from "../_harness/run.ts";

const IMPORTS = `import { inline, newEventLoop, runCoroutineThreadsafe } from "sideloop";`;

const FAILING = `inline(function failing() { throw new RangeError("nobody looks"); })`;

/** A script whose callback fails on a loop made with these options. */
function failingCallback(options: string, before = ""): string {
  return `
    import { coroutine, isMainThread, newEventLoop } from "sideloop";
    const failInCallback = coroutine(import.meta, function failInCallback() {
      throw new RangeError("callback failed");
    });
    if (isMainThread) {
      const loop = newEventLoop(${options}).start();
      ${before}
      loop.callSoonThreadsafe(failInCallback);
      loop.callSoonThreadsafe(loop.stop);
      await loop.join();
    }
  `;
}

test("Future: a failure nobody looks at is no unhandled rejection [163]", async () => {
  const { code } = await runScript(`
    ${IMPORTS}
    process.on("unhandledRejection", () => process.exit(9));
    const loop = newEventLoop().start();
    const future = runCoroutineThreadsafe(${FAILING}, loop);
    await future.settled;
    await new Promise((resolve) => setTimeout(resolve, 20));
  `);
  assertEquals(code, 0);
});

test("Future: a failure nobody looks at ends no process without handlers [163]", async () => {
  const { code, stdout } = await runScript(`
    ${IMPORTS}
    const loop = newEventLoop().start();
    const future = runCoroutineThreadsafe(${FAILING}, loop);
    await future.settled;
    await new Promise((resolve) => setTimeout(resolve, 20));
    console.log("alive");
  `);
  assertEquals([code, stdout.trim()], [0, "alive"]);
});

test("Future: a failure nobody looks at is on stderr when the loop stops [163]", async () => {
  const { code, stderr } = await runScript(`
    ${IMPORTS}
    const loop = newEventLoop().start();
    await runCoroutineThreadsafe(${FAILING}, loop).settled;
    loop.stop();
    await loop.join();
  `);
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /RangeError: nobody looks/);
});

test("Future: a failure nobody looks at is on stderr after a blocking join [163]", async () => {
  const { code, stderr } = await runScript(`
    ${IMPORTS}
    const loop = newEventLoop().start();
    runCoroutineThreadsafe(${FAILING}, loop);
    runCoroutineThreadsafe(inline(() => 1), loop).result();
    loop.stop();
    loop.joinSync();
  `);
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /RangeError: nobody looks/);
});

test("Future: a failure somebody looked at is not on stderr [163]", async () => {
  const { code, stderr } = await runScript(`
    ${IMPORTS}
    const loop = newEventLoop().start();
    await runCoroutineThreadsafe(${FAILING}, loop).catch(() => {});
    loop.stop();
    await loop.join();
  `);
  assertEquals([code, stderr], [0, ""]);
});

test("Future: a cancelled one nobody looks at is silent [163]", async () => {
  const { code, stderr } = await runScript(`
    ${IMPORTS}
    const loop = newEventLoop().start();
    runCoroutineThreadsafe(inline(() => 1), loop).cancel();
    loop.stop();
    await loop.join();
  `);
  assertEquals([code, stderr], [0, ""]);
});

test("EventLoop.ready: nobody needs to look at its rejection [94]", async () => {
  const { code, stdout } = await runScript(`
    ${IMPORTS}
    const initializer = inline(() => { throw new RangeError("cannot initialize"); });
    const loop = newEventLoop({ initializer }).start();
    await loop.join();
    await new Promise((resolve) => setTimeout(resolve, 20));
    console.log("alive");
  `);
  assertEquals([code, stdout.trim()], [0, "alive"]);
});

test("EventLoop: the default report is readable on stderr [162]", async () => {
  const { code, stderr } = await runScript(failingCallback(`{ name: "Spinner" }`));
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /RangeError: callback failed/);
  assertMatch(stderr, /failInCallback/);
  assert(!stderr.includes("[object Object]"), stderr);
});

test("EventLoop: the default report appears once [162]", async () => {
  const { stderr } = await runScript(failingCallback(`{}`));
  assertEquals(stderr.split("RangeError: callback failed").length, 2, stderr);
});

test("onError: takes the place of the default report [162]", async () => {
  const options = `{ onError: (error) => console.log("handled", error.message) }`;
  const { code, stdout, stderr } = await runScript(failingCallback(options));
  assertEquals([code, stdout.trim(), stderr], [0, "handled callback failed", ""]);
});

test("setExceptionHandler: undefined brings the default report back [162]", async () => {
  const before = `loop.setExceptionHandler(undefined);`;
  const { stdout, stderr } = await runScript(
    failingCallback(`{ onError: () => console.log("handled") }`, before),
  );
  assertEquals(stdout, "");
  assertMatch(stderr, /RangeError: callback failed/);
});

test("setExceptionHandler: a handler that throws falls back to the default report [162]", async () => {
  const before = `loop.setExceptionHandler(() => { throw new Error("handler failed"); });`;
  const { code, stderr } = await runScript(failingCallback(`{}`, before));
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /RangeError: callback failed/);
  assertMatch(stderr, /handler failed/);
});

const STRAYS: Record<string, string> = {
  "an uncaught error": `setTimeout(() => { throw new RangeError("stray"); }, 0);`,
  "an error after an await": `setTimeout(async () => { await 0; throw new RangeError("stray"); });`,
  "a rejection": `Promise.reject(new RangeError("stray"));`,
};

for (const [what, stray] of Object.entries(STRAYS)) {
  const body = `async () => {
    ${stray}
    await new Promise((resolve) => setTimeout(resolve, 20));
    return "survived";
  }`;

  test(`EventLoop: ${what} that nobody catches is on stderr once, and ends nothing [79]`, async () => {
    const { code, stdout, stderr } = await runScript(`
      ${IMPORTS}
      const loop = newEventLoop().start();
      console.log(await runCoroutineThreadsafe(inline(${body}), loop));
      console.log(await runCoroutineThreadsafe(inline(() => "alive"), loop));
      loop.stop();
      await loop.join();
    `);
    assertEquals([code, stdout.split(/\s+/)], [0, ["survived", "alive", ""]]);
    assertEquals(stderr.split("RangeError: stray").length, 2, stderr);
  });

  test(`EventLoop: ${what} that nobody catches does not disturb a blocked caller [79]`, async () => {
    const { code, stdout, stderr } = await runScript(`
      ${IMPORTS}
      const loop = newEventLoop().start();
      console.log(runCoroutineThreadsafe(inline(${body}), loop).result(10_000));
      console.log(runCoroutineThreadsafe(inline(() => "alive"), loop).result(10_000));
      loop.stop();
      loop.joinSync(10_000);
    `);
    assertEquals([code, stdout.split(/\s+/)], [0, ["survived", "alive", ""]]);
    assertEquals(stderr.split("RangeError: stray").length, 2, stderr);
  });

  test(`onError: gets ${what} that nobody catches, in place of stderr [79]`, async () => {
    const { code, stdout, stderr } = await runScript(`
      ${IMPORTS}
      let told;
      const handled = new Promise((resolve) => told = resolve);
      const onError = (error) => told(console.log("handled", error.name, error.message));
      const loop = newEventLoop({ onError }).start();
      await runCoroutineThreadsafe(inline(${body}), loop);
      await handled; // a busy runtime may tell of it after the coroutine has ended
      loop.stop();
      await loop.join();
    `);
    assertEquals([code, stdout.trim(), stderr], [0, "handled RangeError stray", ""]);
  });
}

test("slowCallbackDuration: in debug mode a coroutine that hogs its loop is reported [161]", async () => {
  const { code, stderr } = await runScript(`
    ${IMPORTS}
    const loop = newEventLoop({ debug: true, slowCallbackDuration: 50 }).start();
    await runCoroutineThreadsafe(inline(function hog() {
      const end = performance.now() + 200;
      while (performance.now() < end);
    }), loop);
    loop.stop();
    await loop.join();
  `);
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /hog/);
});

test("slowCallbackDuration: without debug mode nothing is reported [161]", async () => {
  const { code, stderr } = await runScript(`
    ${IMPORTS}
    const loop = newEventLoop({ slowCallbackDuration: 50 }).start();
    await runCoroutineThreadsafe(inline(function hog() {
      const end = performance.now() + 200;
      while (performance.now() < end);
    }), loop);
    loop.stop();
    await loop.join();
  `);
  assertEquals([code, stderr], [0, ""]);
});

test("debug: a coroutine that is never used is reported [72]", async () => {
  const { code, stderr } = await runScript(`
    import { coroutine, isMainThread, newEventLoop, runCoroutineThreadsafe } from "sideloop";
    const used = coroutine(import.meta, "used", () => 1);
    const forgotten = coroutine(import.meta, "forgotten", () => 1);
    if (isMainThread) {
      const loop = newEventLoop({ debug: true }).start();
      forgotten();
      await runCoroutineThreadsafe(used(), loop);
      loop.stop();
      await loop.join();
    }
  `);
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /forgotten/);
});
