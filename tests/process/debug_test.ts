import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  runScript,
  type RunScriptOptions,
  type ScriptResult,
  startScript,
} from "../_harness/run.ts";
import { test } from "../_harness/test.ts";

/** What the scripts of this file may use. */
const PARTS = `
  import {
    coroutine, createTask, inline, isMainThread, newEventLoop, runCoroutineThreadsafe, sleep,
  } from "sideloop";

  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const word = new Int32Array(new SharedArrayBuffer(4));
  const block = (ms) => void Atomics.wait(word, 0, 0, ms);
  const spin = (ms) => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  };
  const hogs = {
    never: () => {},
    atOnce: () => spin(300),
    afterAwait: async () => { await 0; block(300); },
    afterSleep: async () => { await sleep(40); block(300); await sleep(40); },
    afterForeignPromise: async () => { await pause(60); block(400); },
    inGenerator: function* () { yield sleep(10); block(300); yield pause(40); },
    threeTimes: async () => { for (let n = 0; n < 3; n++) { block(300); await sleep(40); } },
    shortly: async () => { for (let n = 0; n < 8; n++) { block(20); await sleep(10); await pause(10); } },
    nearlyTooLong: async () => { for (let n = 0; n < 3; n++) { await pause(80); block(330); } },
    inGeneratorAndAfter: function* () {
      yield sleep(10);
      queueMicrotask(() => block(300));
      block(300);
      yield pause(40);
    },
    whenItHasEnded: () => void setTimeout(() => block(1_500), 50),
  };
  const hog = coroutine(import.meta, "hog", (how) => hogs[how]());
  const other = coroutine(import.meta, "other", async () => { for (;;) await sleep(10); });
  const blocks = coroutine(import.meta, "blocks", async (ms) => { await sleep(50); block(ms); });
  const failing = coroutine(import.meta, "failing", async () => { throw new RangeError("nobody looks"); });
  const forgotten = coroutine(import.meta, "forgotten", () => 1);
  const forgets = coroutine(import.meta, "forgets", () => void forgotten());
`;

/** Runs a main part with a loop, and stops the loop. */
function runDebugged(
  options: string,
  main: string,
  run: RunScriptOptions = {},
): Promise<ScriptResult> {
  return runMain(
    `
    const loop = newEventLoop(${options}).start();
    await loop.ready;
    ${main}
    loop.stop();
    await loop.join();
  `,
    run,
  );
}

/** Runs a main part, unless the file is imported by a loop. */
function runMain(main: string, run: RunScriptOptions = {}): Promise<ScriptResult> {
  return runScript(`${PARTS}\nif (isMainThread) {\n${main}\n}`, run);
}

/** The seconds that steps took, by what is on stderr. */
function slowSteps(stderr: string): number[] {
  return [...stderr.matchAll(/Executing hog took (\d+\.\d{3}) seconds/g)].map((match) =>
    Number(match[1])
  );
}

/** A machine with much else to do may hold up a thread for some tens of milliseconds. */
const SLOW_200 = `{ debug: true, slowCallbackDuration: 200 }`;

const EXACT = ["atOnce", "afterAwait", "afterSleep", "inGenerator"];

for (const how of [...EXACT, "afterForeignPromise"]) {
  test(`debug: a slow step is reported once with its time: ${how} [161]`, async () => {
    const { code, stderr } = await runDebugged(
      SLOW_200,
      `await runCoroutineThreadsafe(hog("${how}"), loop);
       await pause(50);`,
    );
    assertEquals(code, 0, stderr);
    const steps = slowSteps(stderr);
    assertEquals(steps.length, 1, stderr);
    assert((steps[0] ?? 0) > 0.28, stderr);
  });
}

test("debug: a slow step is put down to its task, not to others that run [161]", async () => {
  const { stderr } = await runDebugged(
    SLOW_200,
    `runCoroutineThreadsafe(other(), loop);
     await runCoroutineThreadsafe(hog("afterSleep"), loop);
     await runCoroutineThreadsafe(hog("atOnce"), loop);
     await runCoroutineThreadsafe(hog("inGenerator"), loop);
     await pause(50);`,
  );
  assertEquals(slowSteps(stderr).length, 3, stderr);
  assert(!/Executing other/.test(stderr), stderr);
});

test("debug: a slow step is put down to its task, not to the one that began last [161]", async () => {
  const { stderr } = await runDebugged(
    SLOW_200,
    `await runCoroutineThreadsafe(hog("never"), loop);
     const hogs = runCoroutineThreadsafe(hog("afterSleep"), loop);
     runCoroutineThreadsafe(inline(function other() { return new Promise(() => {}); }), loop);
     await hogs;`,
  );
  assertEquals(slowSteps(stderr).length, 1, stderr);
  assert(!/Executing other/.test(stderr), stderr);
});

test("debug: what follows the step of a generator in the same turn is not measured as its part [161]", async () => {
  const { stderr } = await runDebugged(
    `{ debug: true, slowCallbackDuration: 450 }`,
    `await runCoroutineThreadsafe(hog("inGeneratorAndAfter"), loop);`,
  );
  assertEquals(stderr, "");
});

test("debug: the time in which the loop slept is no part of a step [161]", async () => {
  const { stderr } = await runDebugged(
    `{ debug: true, slowCallbackDuration: 400 }`,
    `await runCoroutineThreadsafe(hog("nearlyTooLong"), loop);`,
  );
  assertEquals(stderr, "");
});

test("debug: each slow step of a task is reported [161]", async () => {
  const { stderr } = await runDebugged(
    SLOW_200,
    `await runCoroutineThreadsafe(hog("threeTimes"), loop);`,
  );
  assertEquals(slowSteps(stderr).length, 3, stderr);
});

test("debug: steps that are not slow are not reported, however many [161]", async () => {
  const { code, stderr } = await runDebugged(
    `{ debug: true, slowCallbackDuration: 200 }`,
    `await runCoroutineThreadsafe(hog("shortly"), loop);`,
  );
  assertEquals([code, stderr], [0, ""]);
});

test("debug: off, neither slow steps nor blockages are reported [161]", async () => {
  const { code, stderr } = await runDebugged(
    `{ debug: false, slowCallbackDuration: 20 }`,
    `await runCoroutineThreadsafe(hog("afterSleep"), loop);
     await runCoroutineThreadsafe(blocks(400), loop);
     forgotten();`,
    { env: { SIDELOOP_DEBUG: "1" } },
  );
  assertEquals([code, stderr], [0, ""]);
});

const BLOCKED = /AsyncLoop-0 has been blocked for (\d+\.\d{3}) seconds by blocks/g;

test("debug: a blocked loop is on stderr, once per blockage, with the task that blocks it [161]", async () => {
  const { code, stderr } = await runDebugged(
    `{ debug: true }`,
    `await runCoroutineThreadsafe(blocks(1_500), loop);
     await runCoroutineThreadsafe(blocks(1_500), loop);`,
  );
  const durations = [...stderr.matchAll(BLOCKED)].map((match) => Number(match[1]));
  assertEquals([code, durations.length], [0, 2], stderr);
  assert(durations.every((seconds) => seconds >= 0.25 && seconds < 1.5), stderr);
  assertMatch(stderr, /The loop is blocked/);
});

test("debug: what blocks the loop when its task has ended is not put down to it [161]", async () => {
  const { stderr } = await runDebugged(
    `{ debug: true }`,
    `await runCoroutineThreadsafe(hog("whenItHasEnded"), loop);
     await pause(2_000);`,
  );
  assertMatch(stderr, /AsyncLoop-0 has been blocked for \d\.\d{3} seconds[^ ]/);
  assert(!/hog/.test(stderr), stderr);
});

test("debug: a blocked loop is on stderr while its owner blocks on it for ever [161]", async () => {
  const script = startScript(`${PARTS}
    if (isMainThread) {
      const loop = newEventLoop({ debug: true }).start();
      runCoroutineThreadsafe(blocks(60_000), loop).result();
    }
  `);
  let stderr = "";
  const reported = new Promise<void>((resolve) => {
    script.child.stderr?.on("data", (text: string) => {
      stderr += text;
      if (/has been blocked for \d+\.\d{3} seconds by blocks/.test(stderr)) resolve();
    });
  });
  await Promise.race([reported, script.ended]);
  script.kill("SIGKILL");
  const { timedOut } = await script.ended;
  assertEquals(timedOut, false, stderr);
  assertMatch(stderr, /has been blocked/);
});

test("debug: the handler gets a blocked loop, its task and the loop [161]", async () => {
  // A busy machine may block the loop while it begins, without any task.
  const onError = `(error, { message, task, loop }) => {
    if (message === "The loop is blocked" && task) console.log(error.message, "|", task, "|", loop.name);
  }`;
  const { stdout, stderr } = await runDebugged(
    `{ debug: true, name: "Spinner", onError: ${onError} }`,
    `await runCoroutineThreadsafe(blocks(1_500), loop);
     runCoroutineThreadsafe(blocks(1_500), loop).result();`,
  );
  const line =
    "Spinner has been blocked for \\d\\.\\d{3} seconds by blocks \\| blocks \\| Spinner\\n";
  assertMatch(stdout, new RegExp(`^(${line}){2}$`));
  assertEquals(stderr, "");
});

test("debug: a busy owner and an idle loop are no blockage [161]", async () => {
  const { code, stderr } = await runDebugged(`{ debug: true }`, `spin(1_000); await pause(100);`);
  assertEquals([code, stderr], [0, ""]);
});

test("debug: a process that was stopped for a while has no blocked loop and no slow step [161]", async () => {
  const script = startScript(`${PARTS}
    if (isMainThread) {
      const loop = newEventLoop({ debug: true }).start();
      const waiting = runCoroutineThreadsafe(inline(() => new Promise((resolve) => {
        process.stdout.write("waiting\\n");
        setTimeout(resolve, 1_500);
      })), loop);
      await waiting;
      loop.stop();
      await loop.join();
    }
  `);
  const waits = new Promise((resolve) => script.child.stdout?.once("data", resolve));
  await Promise.race([waits, script.ended]);
  await new Promise((resolve) => setTimeout(resolve, 200));
  script.kill("SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, 800));
  script.kill("SIGCONT");
  const { code, stderr } = await script.ended;
  assertEquals([code, stderr], [0, ""]);
});

test("debug: SIDELOOP_DEBUG=1 is its default [161]", async () => {
  const main = `await runCoroutineThreadsafe(hog("atOnce"), loop);`;
  const on = await runDebugged(`{}`, main, { env: { SIDELOOP_DEBUG: "1" } });
  const off = await runDebugged(`{}`, main, { env: { SIDELOOP_DEBUG: "0" } });
  assertEquals([slowSteps(on.stderr).length, off.stderr], [1, ""], on.stderr);
});

test("debug: a coroutine never used is reported with the place where it was made [72]", async () => {
  const { stderr } = await runDebugged(
    `{ debug: true }`,
    `function careless() { forgotten(); }
     careless();`,
  );
  assertMatch(stderr, /Coroutine forgotten was made, but neither awaited nor submitted/);
  assertMatch(stderr, /careless/);
});

test("debug: a coroutine never used in the loop's thread is reported at the stop [72]", async () => {
  const { code, stderr } = await runDebugged(
    `{ debug: true }`,
    `await runCoroutineThreadsafe(forgets(), loop);`,
  );
  assertEquals(code, 0, stderr);
  assertEquals(stderr.split("Coroutine forgotten was made").length, 2, stderr);
});

test("debug: a loop never stopped is named when the process exits [2.11]", async () => {
  const { code, stderr } = await runMain(`
    const loop = newEventLoop({ debug: true, name: "Forgotten" }).start();
    await runCoroutineThreadsafe(inline(() => 1), loop);
  `);
  assertEquals([code, stderr.trim().split("\n").length], [0, 1], stderr);
  assertMatch(stderr, /^Loop Forgotten was never stopped; /);
});

test("debug: a loop never stopped is named when the process is ended by a call [2.11]", async () => {
  const { code, stderr } = await runMain(`
    newEventLoop({ debug: true, name: "Forgotten" }).start();
    (globalThis.Deno ?? globalThis.process).exit(3);
  `);
  assertEquals(code, 3, stderr);
  assertMatch(stderr, /^Loop Forgotten was never stopped; /);
});

test("debug: loops that were stopped leave no exit listener behind, nor do those without it [2.11]", async () => {
  const { stdout, stderr } = await runMain(`
    const before = process.listenerCount("exit");
    for (const debug of [true, false]) {
      const loops = Array.from({ length: 3 }, () => newEventLoop({ debug }).start());
      console.log(process.listenerCount("exit") - before);
      for (const loop of loops) loop.stop();
      for (const loop of loops) await loop.join();
      console.log(process.listenerCount("exit") - before);
    }
  `);
  assertEquals([stdout.split(/\s+/), stderr], [["1", "0", "0", "0", ""], ""]);
});

test("createTask: a failure on the main thread that nobody looks at is on stderr at the exit, once [163]", async () => {
  const { code, stderr } = await runMain(`createTask(failing());`);
  assertEquals(code, 0, stderr);
  assertEquals(stderr.split("RangeError: nobody looks").length, 2, stderr);
  assertMatch(stderr, /The failure of failing was never looked at \(MainThread/);
});

test("createTask: a failure on the main thread that nobody looks at is on stderr after an exit call [163]", async () => {
  const { code, stderr } = await runMain(`
    createTask(failing());
    await pause(20);
    (globalThis.Deno ?? globalThis.process).exit(3);
  `);
  assertEquals(code, 3, stderr);
  assertEquals(stderr.split("RangeError: nobody looks").length, 2, stderr);
});

test("createTask: a failure on the main thread that somebody looked at leaves nothing behind [163]", async () => {
  const { stdout, stderr } = await runMain(`
    const before = process.listenerCount("exit");
    const task = createTask(failing());
    await pause(20);
    console.log(process.listenerCount("exit") - before);
    await task.catch(() => {});
    console.log(process.listenerCount("exit") - before);
  `);
  assertEquals([stdout.split(/\s+/), stderr], [["1", "0", ""], ""]);
});

test("Future: a failure nobody looks at is on stderr at the exit, if the loop was never stopped [163]", async () => {
  const { code, stderr } = await runMain(`
    const loop = newEventLoop().start();
    await runCoroutineThreadsafe(failing(), loop).settled;
  `);
  assertEquals(code, 0, stderr);
  assertEquals(stderr.split("RangeError: nobody looks").length, 2, stderr);
});

test("onError: gets a failure nobody looks at at the exit, if the loop was never stopped [163]", async () => {
  const { stdout, stderr } = await runMain(`
    const onError = (error) => console.log("handled", error.message);
    const loop = newEventLoop({ onError }).start();
    await runCoroutineThreadsafe(failing(), loop).settled;
  `);
  assertEquals([stdout.trim(), stderr], ["handled nobody looks", ""]);
});

test("debug: work that waits for a loop nobody has started is reported", async () => {
  const { code, stderr } = await runScript(`
    import { inline, newEventLoop, runCoroutineThreadsafe } from "sideloop";
    const loop = newEventLoop({ name: "Idle", debug: true });
    const future = runCoroutineThreadsafe(inline(() => 3), loop);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    loop.close();
    process.exitCode = future.cancelled() ? 0 : 1;
  `);
  assertEquals(code, 0);
  assertMatch(stderr, /Work waits for Idle, which has not been started/);
});
