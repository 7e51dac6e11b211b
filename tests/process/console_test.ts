import process from "node:process";
import { assert, assertEquals } from "@std/assert";
import { runScript } from "../_harness/run.ts";
import { test } from "../_harness/test.ts";

const DIRECT_ANYWAY = {
  when: process.versions.deno !== undefined,
  reason: "Deno's threads print straight to the terminal, and in no other way",
  link: "https://github.com/denoland/deno/issues/11861",
};

const PROGRAM = `
  import { coroutine, isMainThread, newEventLoop, runCoroutineThreadsafe, sleep } from "sideloop";
  const say = coroutine(import.meta, "say", async (...words) => {
    console.log(...words);
    await sleep(1);
    process.stdout.write("and so on\\n");
    return words.length;
  });
  const sayOften = coroutine(import.meta, "sayOften", (times) => {
    for (let time = 0; time < times; time++) console.log("line", time);
  });
  const format = coroutine(import.meta, "format", () => {
    console.group("group");
    console.log("%s is %d", "inside", 1, { a: 1 });
    console.groupEnd();
    console.info("info");
    console.debug("debug");
    console.dir({ b: 2 });
    console.count("count");
  });
  const complain = coroutine(import.meta, "complain", (words) => {
    console.error(words);
    console.warn(words);
  });
`;

/** Runs a main part with a loop, whose options are given. */
function runMain(main: string, options = "{}") {
  return runScript(`
    import process from "node:process";
    ${PROGRAM}
    if (isMainThread) {
      const loop = newEventLoop(${options}).start();
      const run = (coroutine) => runCoroutineThreadsafe(coroutine, loop);
      ${main}
    }
  `);
}

test("console: what a coroutine prints comes before its blocked caller's next line", async () => {
  const { code, stdout } = await runMain(`
    for (let time = 0; time < 3; time++) {
      run(say("loop", time)).result();
      console.log("main", time);
    }
  `);
  const turn = (time: number) => `loop ${time}\nand so on\nmain ${time}\n`;
  assertEquals([code, stdout], [0, [0, 1, 2].map(turn).join("")]);
});

test("console: what a coroutine has printed is not lost when the process exits", async () => {
  const { code, stdout } = await runMain(`
    run(sayOften(2_000)).result();
    process.exit(3);
  `);
  const lines = stdout.split("\n");
  assertEquals([code, lines.length, lines[1_999]], [3, 2_001, "line 1999"]);
});

test("console: errors and warnings come in order, on stderr", async () => {
  const { stdout, stderr } = await runMain(`
    run(complain("loop")).result();
    console.error("main");
  `);
  assertEquals([stdout, stderr], ["", "loop\nloop\nmain\n"]);
});

test("console: every method prints in order, as on the main thread", async () => {
  const { stdout } = await runMain(`run(format()).result();`);
  assertEquals(
    stdout,
    "group\n  inside is 1 { a: 1 }\ninfo\ndebug\n{ b: 2 }\ncount: 1\n",
  );
});

test("directConsole: off, the output takes the way through the creator's event loop", async () => {
  const main = `
    const future = run(say("loop"));
    await future;
    console.log("main");
    await loop.ready;
    loop.stop();
    await loop.join();
  `;
  const { code, stdout, stderr } = await runMain(main, "{ directConsole: false }");
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout.split("\n").sort(), ["", "and so on", "loop", "main"]);
  const replaced = await runMain(
    `
    const lines = [];
    process.stdout.write = (text) => lines.push(String(text));
    ${main}
    console.error(lines.join("").includes("loop"));
  `,
    "{ directConsole: false }",
  );
  // Bun's workers print past the process's stdout.
  assert(process.versions.bun !== undefined || replaced.stderr.includes("true"), replaced.stderr);
}, { skip: DIRECT_ANYWAY });

test("directConsole: off is refused where there is no other way", async () => {
  const { stdout } = await runScript(`
    import { newEventLoop } from "sideloop";
    newEventLoop({ directConsole: true });
    try {
      newEventLoop({ directConsole: false });
      console.log("accepted");
    } catch (error) {
      console.log(error.name);
    }
  `);
  assertEquals(stdout, DIRECT_ANYWAY.when ? "TypeError\n" : "accepted\n");
});
