import { assert, assertEquals } from "@std/assert";
import { test } from "../_harness/test.ts";
import { runScript } from "../_harness/run.ts";

/** Far less than the sleeps of these scripts, and far more than a process needs to end. */
const SOON = 15_000;

/** Runs a script, whose main thread is the loop, and gives what it printed; it has to end by itself. */
async function printedBy(body: string): Promise<string> {
  const { code, stdout, stderr, timedOut } = await runScript(
    `
    import {
      cancellable, coroutine, createTask, currentTask, gather, inline, isMainThread, shield, sleep, taskGroup,
      timeout, waitFor,
    } from "sideloop";
    const task = (body) => createTask(coroutine(import.meta, "task" + ++made, body)());
    let made = 0;
    const turn = () => new Promise((resolve) => setTimeout(resolve, 1));
    if (isMainThread) {
      process.on("unhandledRejection", (error) => console.log("unhandled", error));
      process.on("warning", (warning) => console.log("warning", warning));
      ${body}
    }
  `,
    { timeout: SOON },
  );
  assert(!timedOut, "The process did not end");
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  return stdout.trim();
}

test("sleep: 10,000 that were cancelled leave no timer, no listener and no warning [43]", async () => {
  const stdout = await printedBy(`
    const sleeper = task(async () => {
      const { signal } = currentTask();
      const sleeps = Array.from({ length: 10_000 }, () => sleep(3_600_000));
      const ends = await Promise.allSettled(sleeps);
      console.log(ends.filter(({ reason }) => reason === signal.reason).length);
      throw signal.reason;
    });
    await turn();
    sleeper.cancel();
    await sleeper.settled;
  `);
  assertEquals(stdout, "10000");
});

const WAITS: Record<string, string> = {
  "gather": `gather([sleep(3_600_000), shortly()])`,
  "waitFor": `waitFor(sleep(3_600_000), 1_800_000)`,
  "waitFor of a promise": `waitFor(new Promise(() => {}), 1_800_000)`,
  "a waitFor that timed out":
    `waitFor(inline(() => new Promise(() => {})), 1, { graceTimeout: 1 })`,
  "a waitFor that was in time": `waitFor(shortly(), 1_800_000, { graceTimeout: 3_600_000 })`,
  "timeout": `timeout(1_800_000, () => sleep(3_600_000))`,
  "a timeout that was in time": `timeout(1_800_000, shortly)`,
  "a timeout that struck": `timeout(1, () => sleep(3_600_000))`,
  "a timeout that was set anew": `timeout(1_800_000, (limit) => limit.reschedule(900_000))`,
  "taskGroup":
    `taskGroup((group) => { group.createTask(inline(() => new Promise(() => {}))).cancel(); })`,
  "cancellable": `cancellable(new Promise(() => {}))`,
};

for (const [what, wait] of Object.entries(WAITS)) {
  test(`Task.cancel: ${what} leaves nothing that keeps the process alive [43]`, async () => {
    const stdout = await printedBy(`
      const shortly = () => new Promise((resolve) => setTimeout(resolve, 5));
      const waiter = task(() => ${wait});
      for (let n = 0; n < 10; n++) await turn();
      waiter.cancel();
      await waiter.catch(() => {});
    `);
    assertEquals(stdout, "");
  });
}

test("Task.cancel: waits that nobody looks at are no unhandled rejections", async () => {
  const stdout = await printedBy(`
    const careless = task(async () => {
      const waits = [
        sleep(3_600_000, "value"),
        gather([sleep(3_600_000)]),
        waitFor(new Promise(() => {}), 3_600_000),
        timeout(3_600_000, () => sleep(3_600_000)),
        taskGroup(() => sleep(3_600_000)),
        shield(sleep(3_600_000)),
        cancellable(new Promise(() => {})),
      ];
      for (let n = 0; n < 10; n++) await turn();
      return waits.length;
    });
    await turn();
    careless.cancel();
    await careless.settled;
  `);
  assertEquals(stdout, "");
});
