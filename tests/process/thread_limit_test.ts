import { assertEquals, assertStringIncludes } from "@std/assert";
import { runScript } from "../_harness/run.ts";
import { test } from "../_harness/test.ts";

const IMPORTS = `
  import { asyncHelper, inline, MultiLoopManager, newEventLoop, runCoroutineThreadsafe, toThread } from "sideloop";
  import { multiply } from "../fixtures/threads/starts_loops.ts";
  const report = (what, call) => {
    try {
      console.log(what, call());
    } catch (error) {
      console.log(what, error.name, error.code, error.limit);
    }
  };
`;

/** Runs a script that may have three threads besides its own. */
async function outputOf(source: string, most = "3"): Promise<string> {
  const script = runScript(IMPORTS + source, { env: { SIDELOOP_MAX_THREADS: most } });
  const { code, stdout, stderr } = await script;
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  return stdout;
}

test("LoopLimitError: a coroutine that starts loops for ever is told how many there may be, and what to do", async () => {
  const output = await outputOf(`
    const loop = newEventLoop().start();
    console.log(await runCoroutineThreadsafe(multiply(), loop));
    console.log(await runCoroutineThreadsafe(multiply(), loop));
    loop.stop();
    await loop.join();
  `);
  const line =
    "2: LoopLimitError: Cannot start Loop-2: this program has 3 threads of loops and pools, which is the limit; " +
    "stop some and await their join(), or set the environment variable SIDELOOP_MAX_THREADS to more, up to 1023\n";
  assertEquals(output, line + line);
});

test("LoopLimitError: a loop that could not be started can be, once there is a thread for it", async () => {
  const output = await outputOf(
    `
    const first = newEventLoop().start();
    const second = newEventLoop();
    const future = runCoroutineThreadsafe(inline(() => "done"), second);
    report("second", () => second.start());
    first.stop();
    await first.join();
    second.start();
    console.log(await future);
    second.stop();
    await second.join();
  `,
    "1",
  );
  assertEquals(output, "second LoopLimitError LOOP_LIMIT 1\ndone\n");
});

test("LoopLimitError: counts the threads of pools, helpers and managers, which then change nothing", async () => {
  const output = await outputOf(`
    const loops = [newEventLoop().start(), newEventLoop().start()];
    report("manager", () => new MultiLoopManager({ numLoops: 2 }).start());
    await new Promise((resolve) => setTimeout(resolve, 1));
    loops.push(newEventLoop());
    for (;;) {
      try {
        loops[2].start();
        break;
      } catch { // the manager's first loop has not ended yet
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
    report("pool", () => toThread(inline(() => 1)).result());
    report("helper", () => asyncHelper.runSync(inline(() => 1)));
    loops[0].stop();
    await loops[0].join();
    report("pool", () => toThread(inline(() => 2)).result());
    for (const loop of loops) loop.stop();
    await Promise.all(loops.map((loop) => loop.join()));
  `);
  assertEquals(output.split("\n"), [
    "manager LoopLimitError LOOP_LIMIT 3",
    "pool LoopLimitError LOOP_LIMIT 3",
    "helper LoopLimitError LOOP_LIMIT 3",
    "pool 2",
    "",
  ]);
});

test("SIDELOOP_MAX_THREADS: what is no positive integer is refused by start()", async () => {
  const output = await outputOf(`report("start", () => newEventLoop().start());`, "0");
  assertStringIncludes(output, "start RangeError");
});
