import process from "node:process";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { test, type TestOptions } from "../_harness/test.ts";
import { type RunningScript, type ScriptResult, startScript } from "../_harness/run.ts";

/** Far less than the coroutines of these scripts sleep, and far more than a process needs to end. */
const SOON = 12_000;

const SENDS_SIGNALS: TestOptions = {
  skip: {
    when: process.platform === "win32",
    reason: "no signal can be sent to another process",
    link: "https://nodejs.org/api/process.html#signal-events",
  },
};

const SCRIPT = `
  import { coroutine, GracefulAsyncRunner, isMainThread, sleep } from "sideloop";

  export const cleanUp = coroutine(import.meta, async function cleanUp(milliseconds) {
    console.log("ready");
    try {
      await sleep(3_600_000);
    } finally {
      console.log("cleaning up");
      await sleep(milliseconds);
      console.log("cleaned up");
    }
  });

  export const ignoreCancel = coroutine(import.meta, async function ignoreCancel() {
    console.log("ready");
    await new Promise(() => {});
  });

  export const makeRunner = coroutine(import.meta, function makeRunner(handleSignals) {
    new GracefulAsyncRunner({ handleSignals });
  });

  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const listeners = () => process.listenerCount("SIGINT");
`;

/** A script with that main part. */
function script(main: string): string {
  return `${SCRIPT}\nif (isMainThread) {\n${main}\n}`;
}

/** Resolves when the script has printed a line. */
async function printed({ child, ended }: RunningScript, line: string): Promise<void> {
  let text = "";
  const found = new Promise<void>((resolve) => {
    child.stdout?.on("data", (part: string) => {
      text += part;
      if (text.split(/\r?\n/).includes(line)) resolve();
    });
  });
  const result = await Promise.race([found, ended]);
  if (result) throw new Error(`The script ended before "${line}": ${JSON.stringify(result)}`);
}

/** Runs a script, and sends it a signal when it has been asleep for a while after that line. */
async function signalledAsleep(
  main: string,
  line: string,
  signal: NodeJS.Signals,
): Promise<ScriptResult> {
  const running = startScript(script(main), { timeout: SOON });
  await printed(running, line);
  await new Promise((resolve) => setTimeout(resolve, 200));
  running.kill(signal);
  return await running.ended;
}

/** Runs a script and sends it a signal each time it has printed the line that goes with it. */
async function signalled(
  main: string,
  ...signals: readonly (readonly [line: string, signal: NodeJS.Signals])[]
): Promise<ScriptResult> {
  const running = startScript(script(main), { timeout: SOON });
  for (const [line, signal] of signals) {
    await printed(running, line);
    running.kill(signal);
  }
  return await running.ended;
}

/** The lines of an output. */
function lines({ stdout }: ScriptResult): string[] {
  return stdout.split(/\r?\n/).filter((line) => line !== "");
}

/** What a script prints that ends by itself, in silence. */
async function printedBy(main: string): Promise<string[]> {
  const result = await startScript(script(main), { timeout: SOON }).ended;
  assertEquals([result.code, result.stderr], [0, ""]);
  return lines(result);
}

test("handleSignals: SIGINT shuts the runner down, then exits with 130 [151]", async () => {
  const result = await signalled(
    `
      const runner = new GracefulAsyncRunner({ handleSignals: ["SIGINT"] }).start();
      runner.submit(cleanUp(50));
      await pause(3_600_000);
    `,
    ["ready", "SIGINT"],
  );
  assertEquals([result.code, result.signal, result.stderr], [130, null, ""]);
  assertEquals(lines(result), ["ready", "cleaning up", "cleaned up"]);
}, SENDS_SIGNALS);

test("handleSignals: SIGTERM exits with 143 [151]", async () => {
  const result = await signalled(
    `
      const runner = new GracefulAsyncRunner({ handleSignals: ["SIGINT", "SIGTERM"] }).start();
      runner.submit(cleanUp(0));
      await pause(3_600_000);
    `,
    ["ready", "SIGTERM"],
  );
  assertEquals(result.code, 143);
  assertEquals(lines(result), ["ready", "cleaning up", "cleaned up"]);
}, SENDS_SIGNALS);

/** Where a program sets its exit code. */
const EXIT_CODES = ["process", ...("deno" in process.versions ? ["Deno"] : [])];

for (const owner of EXIT_CODES) {
  test(`handleSignals: the program's own ${owner}.exitCode goes first [151]`, async () => {
    const { code } = await signalled(
      `
        const runner = new GracefulAsyncRunner({ handleSignals: ["SIGINT"] }).start();
        runner.submit(cleanUp(0));
        ${owner}.exitCode = 7;
        await pause(3_600_000);
      `,
      ["ready", "SIGINT"],
    );
    assertEquals(code, 7);
  }, SENDS_SIGNALS);
}

test("handleSignals: a signal that is not named ends the process by default", async () => {
  const { code, signal } = await signalled(
    `
      const runner = new GracefulAsyncRunner({ handleSignals: ["SIGINT"] }).start();
      runner.submit(cleanUp(0));
      await pause(3_600_000);
    `,
    ["ready", "SIGTERM"],
  );
  assertEquals([code, signal], [null, "SIGTERM"]);
}, SENDS_SIGNALS);

test(
  "handleSignals: a program that awaits a future and catches nothing cleans up too",
  async () => {
    const result = await signalled(
      `
      const runner = new GracefulAsyncRunner({ handleSignals: ["SIGINT"] }).start();
      await runner.submit(cleanUp(100));
    `,
      ["ready", "SIGINT"],
    );
    assertEquals([result.code, result.stderr], [130, ""]);
    assertEquals(lines(result), ["ready", "cleaning up", "cleaned up"]);
  },
  SENDS_SIGNALS,
);

test("handleSignals: an error that the program does not catch meanwhile is reported", async () => {
  const result = await signalled(
    `
      const runner = new GracefulAsyncRunner({ handleSignals: ["SIGINT"] }).start();
      await runner.submit(cleanUp(100)).catch((cause) => {
        throw new RangeError("no result", { cause });
      });
    `,
    ["ready", "SIGINT"],
  );
  assertEquals(result.code, 130);
  assertEquals(lines(result), ["ready", "cleaning up", "cleaned up"]);
  assertMatch(result.stderr, /^Uncaught while a signal ends the process: [^]*no result/);
}, SENDS_SIGNALS);

test("handleSignals: who ignores the cancel is terminated and reported by name [142]", async () => {
  const { code, stderr } = await signalled(
    `
      const options = { handleSignals: ["SIGINT"], stopTimeout: 50 };
      new GracefulAsyncRunner(options).start().submit(ignoreCancel());
      await pause(3_600_000);
    `,
    ["ready", "SIGINT"],
  );
  assertEquals(code, 130);
  assertStringIncludes(stderr, "ignoreCancel did not end in time");
}, SENDS_SIGNALS);

test("handleSignals: a second signal exits at once [151]", async () => {
  const { code, signal, ms } = await signalled(
    `
      const options = { handleSignals: ["SIGINT"], stopTimeout: 3_600_000 };
      new GracefulAsyncRunner(options).start().submit(cleanUp(3_600_000));
      process.exitCode = 7;
      await pause(3_600_000);
    `,
    ["ready", "SIGINT"],
    ["cleaning up", "SIGINT"],
  );
  assertEquals([code, signal], [130, null]);
  assert(ms < SOON);
}, SENDS_SIGNALS);

test(
  "handleSignals: a second signal of another kind exits at once, with its code [151]",
  async () => {
    const { code } = await signalled(
      `
      const options = { handleSignals: ["SIGINT", "SIGTERM"], stopTimeout: 3_600_000 };
      new GracefulAsyncRunner(options).start().submit(cleanUp(3_600_000));
      await pause(3_600_000);
    `,
      ["ready", "SIGINT"],
      ["cleaning up", "SIGTERM"],
    );
    assertEquals(code, 143);
  },
  SENDS_SIGNALS,
);

test("handleSignals: a signal that the program listens to is left to it [153]", async () => {
  const result = await signalled(
    `
      process.on("SIGINT", async () => {
        console.log("own listener", runner.isRunning);
        await runner.shutdown();
        process.exit(5);
      });
      const runner = new GracefulAsyncRunner({ handleSignals: ["SIGINT"] }).start();
      console.log(listeners());
      runner.submit(cleanUp(0));
      await pause(3_600_000);
    `,
    ["ready", "SIGINT"],
  );
  assertEquals(result.code, 5);
  const expected = ["1", "ready", "own listener true", "cleaning up", "cleaned up"];
  assertEquals(lines(result), expected);
}, SENDS_SIGNALS);

for (const on of ["on", "once"]) {
  test(`handleSignals: a listener added later by ${on} decides about the exit [153]`, async () => {
    const result = await signalled(
      `
        const runner = new GracefulAsyncRunner({ handleSignals: ["SIGINT"] }).start();
        runner.submit(cleanUp(0));
        process.${on}("SIGINT", async () => {
          console.log("own listener", runner.isRunning);
          await runner.shutdown();
          await pause(100);
          process.exit(5);
        });
        await pause(3_600_000);
      `,
      ["ready", "SIGINT"],
    );
    assertEquals(result.code, 5);
    const expected = ["cleaned up", "cleaning up", "own listener false", "ready"];
    assertEquals(lines(result).sort(), expected);
  }, SENDS_SIGNALS);
}

test("handleSignals: one listener for all runners, and all are shut down [153]", async () => {
  const result = await signalled(
    `
      const options = { handleSignals: ["SIGINT"] };
      const runners = [1, 2, 3].map(() => new GracefulAsyncRunner(options).start());
      console.log(listeners());
      await runners[0].shutdown();
      console.log(listeners());
      const futures = runners.slice(1).map((runner) => runner.submit(cleanUp(0)));
      while (!futures.every((future) => future.running())) await pause(1);
      console.log("both run");
      await pause(3_600_000);
    `,
    ["both run", "SIGINT"],
  );
  assertEquals(result.code, 130);
  assertEquals(lines(result).slice(0, 2), ["1", "1"]);
  assertEquals(lines(result).filter((line) => line === "cleaned up").length, 2);
}, SENDS_SIGNALS);

test("handleSignals: calls the shutdown of a class that extends the runner", async () => {
  const result = await signalled(
    `
      class Runner extends GracefulAsyncRunner {
        async shutdown(timeout) {
          console.log("begin");
          await super.shutdown(timeout);
          console.log("end");
          throw new RangeError("afterwards");
        }
      }
      const runner = new Runner({ handleSignals: ["SIGINT"] }).start();
      runner.submit(cleanUp(0));
      await pause(3_600_000);
    `,
    ["ready", "SIGINT"],
  );
  assertEquals(result.code, 130);
  assertEquals(lines(result), ["ready", "begin", "cleaning up", "cleaned up", "end"]);
  assertStringIncludes(result.stderr, "afterwards");
}, SENDS_SIGNALS);

test(
  "handleSignals: the handlers are gone when the process exits, whatever is left [153]",
  async () => {
    const result = await signalled(
      `
      class Runner extends GracefulAsyncRunner {
        async shutdown() {}
      }
      const runner = new Runner({ handleSignals: ["SIGINT", "SIGTERM"] }).start();
      runner.submit(cleanUp(0));
      process.on("exit", () => console.log(listeners() + process.listenerCount("SIGTERM")));
      await pause(3_600_000);
    `,
      ["ready", "SIGINT"],
    );
    assertEquals([result.code, lines(result)], [130, ["ready", "0"]]);
  },
  SENDS_SIGNALS,
);

test("handleSignals: a signal during a shutdown that the program began waits for it", async () => {
  const result = await signalled(
    `
      const runner = new GracefulAsyncRunner({ handleSignals: ["SIGINT"] }).start();
      const future = runner.submit(cleanUp(300));
      const begun = setInterval(() => {
        if (!future.running()) return;
        clearInterval(begun);
        runner.shutdown();
      }, 5);
      await pause(3_600_000);
    `,
    ["cleaning up", "SIGINT"],
  );
  assertEquals(result.code, 130);
  assertEquals(lines(result), ["ready", "cleaning up", "cleaned up"]);
}, SENDS_SIGNALS);

test("handleSignals: works again after a restart", async () => {
  const result = await signalled(
    `
      const runner = new GracefulAsyncRunner({ handleSignals: ["SIGINT"] }).start();
      await runner.shutdown();
      runner.start().submit(cleanUp(0));
      await pause(3_600_000);
    `,
    ["ready", "SIGINT"],
  );
  assertEquals(result.code, 130);
  assertEquals(lines(result), ["ready", "cleaning up", "cleaned up"]);
}, SENDS_SIGNALS);

const ENDS: Record<string, string> = {
  "shutdown": `await runner.shutdown();`,
  "shutdownSync": `runner.shutdownSync();`,
  "a shutdown that terminates": `
    runner.submit(ignoreCancel());
    await runner.loop.ready;
    await runner.shutdown(0);
  `,
  "Symbol.asyncDispose": `await runner[Symbol.asyncDispose]();`,
  "the loop's own end": `runner.loop.stop(); await runner.loop.join();`,
};

for (const [what, end] of Object.entries(ENDS)) {
  test(`handleSignals: no listener is left after ${what} [153]`, async () => {
    const output = await printedBy(`
      const options = { handleSignals: ["SIGINT", "SIGINT", "SIGTERM"], onError() {} };
      const runner = new GracefulAsyncRunner(options);
      console.log("listeners", listeners());
      runner.start();
      console.log("listeners", listeners());
      ${end}
      console.log("listeners", listeners() + process.listenerCount("SIGTERM"));
    `);
    const counts = output.filter((line) => line !== "ready");
    assertEquals(counts, ["listeners 0", "listeners 1", "listeners 0"]);
  });
}

test("handleSignals: an old loop's end takes no listener from the new one [153]", async () => {
  const output = await printedBy(`
    const runner = new GracefulAsyncRunner({ handleSignals: ["SIGINT"] }).start();
    runner.shutdownSync();
    runner.start();
    await pause(50);
    console.log(listeners());
    await runner.shutdown();
    console.log(listeners());
  `);
  assertEquals(output, ["1", "0"]);
});

test("handleSignals: keeps no process alive [92]", async () => {
  const output = await printedBy(`
    const runner = new GracefulAsyncRunner({ handleSignals: ["SIGINT", "SIGTERM"] }).start();
    await runner.loop.ready;
    runner.submit(cleanUp(0));
    console.log(listeners());
  `);
  assertEquals(output.filter((line) => line !== "ready"), ["1"]);
});

test("handleSignals: keeps no process alive after a blocking call [92]", async () => {
  const output = await printedBy(`
    const runner = new GracefulAsyncRunner({ handleSignals: ["SIGINT"] }).start();
    try {
      runner.submit(cleanUp(0)).result(50);
    } catch { /* the wait timed out */ }
    console.log(listeners());
  `);
  assertEquals(output.filter((line) => line !== "ready"), ["1"]);
});

test("handleSignals: off the main thread is refused [153]", async () => {
  const output = await printedBy(`
    const runner = new GracefulAsyncRunner().start();
    console.log(runner.submit(makeRunner(["SIGINT"])).exception()?.name);
    console.log(runner.submit(makeRunner([])).exception()?.name);
  `);
  assertEquals(output, ["TypeError", "undefined"]);
});

const BLOCKING: Record<string, string> = {
  "result": `future.result();`,
  "result with a timeout": `future.result(3_600_000);`,
  "exception": `future.exception();`,
  "joinSync": `runner.loop.joinSync();`,
  "shutdownSync": `
    const begun = performance.now();
    while (!future.running() && performance.now() - begun < 5_000);
    runner.shutdownSync(3_600_000);
  `,
};

for (const [what, block] of Object.entries(BLOCKING)) {
  test(`handleSignals: a signal ends a program that blocks in ${what} at once [154]`, async () => {
    const { code, signal, ms } = await signalledAsleep(
      `
        const options = { handleSignals: ["SIGINT"], stopTimeout: 3_600_000 };
        const runner = new GracefulAsyncRunner(options).start();
        const future = runner.submit(cleanUp(3_600_000));
        ${block}
      `,
      what === "shutdownSync" ? "cleaning up" : "ready",
      "SIGINT",
    );
    assertEquals([code, signal], [null, "SIGINT"]);
    assert(ms < SOON);
  }, SENDS_SIGNALS);
}

test("handleSignals: the listener is back after a blocking call [154]", async () => {
  const result = await signalled(
    `
      const runner = new GracefulAsyncRunner({ handleSignals: ["SIGINT"] }).start();
      const future = runner.submit(cleanUp(0));
      while (!future.running()) await pause(1);
      try {
        future.result(50);
      } catch (error) {
        console.log(error.code, listeners());
      }
      await pause(3_600_000);
    `,
    ["WAIT_TIMEOUT 1", "SIGINT"],
  );
  assertEquals(result.code, 130);
  assertEquals(lines(result).slice(-2), ["cleaning up", "cleaned up"]);
}, SENDS_SIGNALS);

test("handleSignals: a listener of the program stays while the thread blocks [154]", async () => {
  const result = await signalledAsleep(
    `
      const runner = new GracefulAsyncRunner({ handleSignals: ["SIGINT"] }).start();
      process.on("SIGINT", () => console.log("own listener"));
      runner.submit(cleanUp(0));
      try {
        runner.submit(ignoreCancel()).result(1_000);
      } catch (error) {
        console.log(error.code, listeners());
      }
      await pause(50);
    `,
    "ready",
    "SIGINT",
  );
  assertEquals(result.signal, null);
  assert(lines(result).includes("WAIT_TIMEOUT 2"));
  assert(lines(result).includes("own listener"));
}, SENDS_SIGNALS);
