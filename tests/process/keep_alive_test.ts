import { assert, assertEquals } from "@std/assert";
import { test } from "../_harness/test.ts";
import { runScript } from "../_harness/run.ts";

/** Far less than the coroutines of these scripts take, and far more than a process needs to end. */
const SOON = 12_000;

const LONG = `() => new Promise((resolve) => setTimeout(resolve, 3_600_000))`;

const IMPORTS = `import { inline, newEventLoop, runCoroutineThreadsafe } from "sideloop";`;

/** Runs a script that has to end by itself, in silence. */
async function assertEndsByItself(source: string): Promise<void> {
  const { code, stdout, stderr, ms } = await runScript(`${IMPORTS}\n${source}`, { timeout: SOON });
  assertEquals({ code, stdout, stderr }, { code: 0, stdout: "", stderr: "" });
  assert(ms < SOON);
}

test("daemon: a script that forgets to stop an idle loop ends by itself [92]", async () => {
  await assertEndsByItself(`newEventLoop().start();`);
});

test("daemon: a script that forgets to stop a loop it has used ends by itself [92]", async () => {
  await assertEndsByItself(`
    const loop = newEventLoop().start();
    runCoroutineThreadsafe(inline(() => 1), loop).result();
  `);
});

test("daemon: a script that forgets a loop after awaiting its future ends by itself [92]", async () => {
  await assertEndsByItself(`
    const loop = newEventLoop().start();
    await runCoroutineThreadsafe(inline(() => 1), loop);
  `);
});

test("daemon: a loop that was never started keeps nothing alive [92]", async () => {
  await assertEndsByItself(`runCoroutineThreadsafe(inline(() => 1), newEventLoop());`);
});

test("daemon: a script ends though a coroutine sleeps [92]", async () => {
  await assertEndsByItself(`
    const loop = newEventLoop().start();
    await loop.ready;
    runCoroutineThreadsafe(inline(${LONG}), loop);
  `);
});

test("daemon: a script ends though a coroutine keeps its thread busy [92]", async () => {
  await assertEndsByItself(`
    const loop = newEventLoop().start();
    const words = new Int32Array(new SharedArrayBuffer(4));
    runCoroutineThreadsafe(inline((words) => {
      Atomics.store(words, 0, 1);
      Atomics.notify(words, 0);
      for (;;);
    }, words), loop);
    Atomics.wait(words, 0, 0);
  `);
});

test("Future: holding one keeps no process alive [92]", async () => {
  await assertEndsByItself(`
    const loop = newEventLoop().start();
    globalThis.held = runCoroutineThreadsafe(inline(${LONG}), loop);
  `);
});

test("Future: addDoneCallback keeps no process alive [92]", async () => {
  await assertEndsByItself(`
    const loop = newEventLoop().start();
    const future = runCoroutineThreadsafe(inline(${LONG}), loop);
    future.addDoneCallback(() => console.log("never"));
  `);
});

test("Future: a wait that timed out keeps no process alive [92]", async () => {
  await assertEndsByItself(`
    const loop = newEventLoop().start();
    const future = runCoroutineThreadsafe(inline(${LONG}), loop);
    try {
      future.result(1);
    } catch { /* the wait timed out */ }
  `);
});

test("daemon: a script that exits by process.exit exits at once, with its code", async () => {
  const { code, stdout } = await runScript(`
    ${IMPORTS}
    const loop = newEventLoop().start();
    runCoroutineThreadsafe(inline(${LONG}), loop);
    runCoroutineThreadsafe(inline(() => 1), loop).result();
    process.exit(7);
  `);
  assertEquals([code, stdout], [7, ""]);
});

const AWAITS: Record<string, string> = {
  "a future": `console.log(await future);`,
  "a future by then": `future.then((value) => console.log(value));`,
  "settled": `await future.settled; console.log(future.result(0));`,
  "wait": `await wait([future]); console.log(future.result(0));`,
  "asCompleted": `for await (const done of asCompleted([future])) console.log(done.result(0));`,
};

for (const [what, source] of Object.entries(AWAITS)) {
  test(`Future: a script that awaits ${what} gets it before it ends [92]`, async () => {
    const { code, stdout, stderr } = await runScript(`
      import { asCompleted, inline, newEventLoop, runCoroutineThreadsafe, wait } from "sideloop";
      const later = inline(async () => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        return "value";
      });
      const future = runCoroutineThreadsafe(later, newEventLoop().start());
      ${source}
    `);
    assertEquals({ code, stdout: stdout.trim(), stderr }, { code: 0, stdout: "value", stderr: "" });
  });
}

test("Future: a script that awaits one future and then another gets both [92]", async () => {
  const { code, stdout } = await runScript(`
    ${IMPORTS}
    const loop = newEventLoop().start();
    const pause = (ms) => new Promise((resolve) => setTimeout(() => resolve(ms), ms));
    console.log(await runCoroutineThreadsafe(inline(pause, 100), loop));
    console.log(await runCoroutineThreadsafe(inline(pause, 200), loop));
  `);
  assertEquals([code, stdout.split(/\s+/)], [0, ["100", "200", ""]]);
});

test("EventLoop.join: a script that awaits it lives until the loop has ended [92]", async () => {
  const { code, stdout } = await runScript(`
    import { coroutine, getRunningLoop, isMainThread, newEventLoop } from "sideloop";
    const stopLater = coroutine(import.meta, "stopLater", () => {
      const loop = getRunningLoop();
      setTimeout(() => loop.stop(), 300);
    });
    if (isMainThread) {
      const loop = newEventLoop().start();
      loop.callSoonThreadsafe(stopLater);
      console.log(await loop.join());
    }
  `);
  assertEquals([code, stdout.trim()], [0, "true"]);
});

test("daemon: false keeps the process alive until the loop stops [93]", async () => {
  const { code, stdout } = await runScript(`
    import { writeSync } from "node:fs";
    import { coroutine, getRunningLoop, isMainThread, newEventLoop } from "sideloop";
    const linger = coroutine(import.meta, "linger", () => {
      const loop = getRunningLoop();
      setTimeout(() => {
        writeSync(1, "still alive");
        loop.stop();
      }, 300);
    });
    if (isMainThread) newEventLoop({ daemon: false }).start().callSoonThreadsafe(linger);
  `);
  assertEquals([code, stdout], [0, "still alive"]);
});

test("daemon: false ends with a stop that the main thread asks for [93]", async () => {
  await assertEndsByItself(`
    const loop = newEventLoop({ daemon: false }).start();
    runCoroutineThreadsafe(inline(() => 1), loop).result();
    loop.stop();
  `);
});

test("EventLoop.stop: a script may end right after it, without a join", async () => {
  await assertEndsByItself(`
    const loop = newEventLoop().start();
    runCoroutineThreadsafe(inline(() => 1), loop).result();
    loop.stop();
  `);
});

test("AsyncWorker: withWorker lets its script end", async () => {
  const { code, stdout } = await runScript(`
    import { inline, withWorker } from "sideloop";
    console.log(await withWorker((worker) => worker.submit(inline(() => "done"))));
  `);
  assertEquals([code, stdout.trim()], [0, "done"]);
});

test("sleep: 10 000 cancelled ones leave neither timer nor warning [43]", async () => {
  const { code, stdout, stderr, ms } = await runScript(`
    import { coroutine, isMainThread, newEventLoop, runCoroutineThreadsafe, sleep } from "sideloop";
    const sleepers = coroutine(import.meta, "sleepers", async () => {
      const all = Array.from({ length: 10_000 }, () => sleep(3_600_000));
      await Promise.all(all);
    });
    if (isMainThread) {
      const loop = newEventLoop().start();
      const future = runCoroutineThreadsafe(sleepers(), loop);
      runCoroutineThreadsafe(sleepers(), loop).cancel();
      await loop.ready;
      future.cancel();
      await future.settled;
      loop.stop();
      console.log(await loop.join());
    }
  `);
  assertEquals({ code, stdout: stdout.trim(), stderr }, { code: 0, stdout: "true", stderr: "" });
  assert(ms < SOON);
});
