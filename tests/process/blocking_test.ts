import { assertEquals } from "@std/assert";
import { test } from "../_harness/test.ts";
import { runScript } from "../_harness/run.ts";

/** The lines that a script prints; it has to exit with code 0. */
async function linesOf(source: string): Promise<string[]> {
  const { code, stdout, stderr } = await runScript(source);
  assertEquals(code, 0, stderr);
  return stdout.split(/\r?\n/).filter((line) => line !== "");
}

test("result: start, submit and block in one turn [81]", async () => {
  const lines = await linesOf(`
    import { inline, newEventLoop, runCoroutineThreadsafe } from "sideloop";
    const loop = newEventLoop().start();
    console.log(runCoroutineThreadsafe(inline((a, b) => a + b, 20, 22), loop).result(20_000));
  `);
  assertEquals(lines, ["42"]);
});

test("result: one script file is enough, guarded by isMainThread [81]", async () => {
  const lines = await linesOf(`
    import { coroutine, isMainThread, newEventLoop, runCoroutineThreadsafe } from "sideloop";
    export const double = coroutine(import.meta, async function double(n) {
      return 2 * n;
    });
    if (isMainThread) {
      const loop = newEventLoop().start();
      console.log(runCoroutineThreadsafe(double(21), loop).result(20_000));
      loop.stop();
      console.log(loop.joinSync(20_000));
    }
  `);
  assertEquals(lines, ["42", "true"]);
});

test("result: a script without a guard starts no threads without end [81]", async () => {
  const { timedOut } = await runScript(`
    import { coroutine, newEventLoop, runCoroutineThreadsafe } from "sideloop";
    export const double = coroutine(import.meta, async function double(n) {
      return 2 * n;
    });
    const loop = newEventLoop().start();
    console.log(runCoroutineThreadsafe(double(21), loop).result(5_000));
    loop.stop();
  `);
  assertEquals(timedOut, false);
});

test("result: cold imports and timers run while the main thread is blocked [81]", async () => {
  const lines = await linesOf(`
    import { inline, newEventLoop, runCoroutineThreadsafe } from "sideloop";
    const loop = newEventLoop().start();
    const work = inline(async () => {
      const { createHash } = await import("node:crypto");
      await new Promise((resolve) => setTimeout(resolve, 20));
      const { setTimeout: pause } = await import("node:timers/promises");
      await pause(20);
      return createHash("sha256").update("").digest("hex").slice(0, 8);
    });
    console.log(runCoroutineThreadsafe(work, loop).result(20_000));
  `);
  assertEquals(lines, ["e3b0c442"]);
});

test("result: files are read while the main thread is blocked [81]", async () => {
  const lines = await linesOf(`
    import { inline, newEventLoop, runCoroutineThreadsafe } from "sideloop";
    const loop = newEventLoop().start();
    const work = inline(async (path) => {
      const { readFile } = await import("node:fs/promises");
      return (await readFile(new URL(path), "utf8")).includes("a needle in this file");
    }, import.meta.url);
    console.log(runCoroutineThreadsafe(work, loop).result(20_000));
  `);
  assertEquals(lines, ["true"]);
});

const SERVER = `async () => {
  const { createServer } = await import("node:http");
  const server = createServer((request, response) => response.end("served " + request.url));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server.address().port;
}`;

test("result: fetch from a server on a second loop, while the main thread is blocked [81]", async () => {
  const lines = await linesOf(`
    import { inline, newEventLoop, runCoroutineThreadsafe } from "sideloop";
    const server = newEventLoop().start();
    const client = newEventLoop().start();
    const port = runCoroutineThreadsafe(inline(${SERVER}), server).result(20_000);
    const get = (url) => inline(async (url) => (await fetch(url)).text(), url);
    const urls = ["a", "b", "c"].map((path) => "http://127.0.0.1:" + port + "/" + path);
    const futures = urls.map((url) => runCoroutineThreadsafe(get(url), client));
    for (const future of futures) console.log(future.result(20_000));
  `);
  assertEquals(lines, ["served /a", "served /b", "served /c"]);
});

test("result: fetch from a server on the same loop, while the main thread is blocked [65]", async () => {
  const lines = await linesOf(`
    import { inline, newEventLoop, runCoroutineThreadsafe } from "sideloop";
    const loop = newEventLoop().start();
    const port = runCoroutineThreadsafe(inline(${SERVER}), loop).result(20_000);
    const get = inline(async (url) => (await fetch(url)).text(), "http://127.0.0.1:" + port + "/x");
    console.log(runCoroutineThreadsafe(get, loop).result(20_000));
  `);
  assertEquals(lines, ["served /x"]);
});

test("process.exit: in a coroutine leaves the parent alive [67]", async () => {
  const lines = await linesOf(`
    import { inline, newEventLoop, runCoroutineThreadsafe } from "sideloop";
    const loop = newEventLoop().start();
    try {
      runCoroutineThreadsafe(inline(() => process.exit(3)), loop).result(20_000);
    } catch (error) {
      console.log(error.name, error.exitCode);
    }
    const other = newEventLoop().start();
    console.log(await runCoroutineThreadsafe(inline(() => "alive"), other));
  `);
  assertEquals(lines, ["BrokenLoopError 3", "alive"]);
});

test("process.exit: in a coroutine is not the exit of an awaiting parent [67]", async () => {
  const lines = await linesOf(`
    import { inline, newEventLoop, runCoroutineThreadsafe } from "sideloop";
    const loop = newEventLoop().start();
    const failure = await runCoroutineThreadsafe(inline(() => process.exit(3)), loop)
      .catch((error) => error);
    console.log(failure.name, failure.exitCode);
  `);
  assertEquals(lines, ["BrokenLoopError 3"]);
});
