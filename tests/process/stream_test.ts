import { assertEquals } from "@std/assert";
import { test } from "../_harness/test.ts";
import { runScript } from "../_harness/run.ts";

const BEGIN = `
  import { inline, newEventLoop, runCoroutineThreadsafe } from "sideloop";
  const loop = newEventLoop({ onError: () => {} }).start();
  await loop.ready;
  const slow = inline(async function* () {
    for (let n = 1; n <= 2; n++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      yield n;
    }
  });
  const dying = inline(async function* () {
    yield 1;
    await new Promise((resolve) => setTimeout(resolve, 50));
    globalThis.process.exit(3);
  });
`;

async function assertSays(source: string, lines: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await runScript(`${BEGIN}\n${source}`, { timeout: 12_000 });
  assertEquals({ code, stdout: stdout.split("\n").filter(Boolean), stderr }, {
    code: 0,
    stdout: lines,
    stderr: "",
  });
}

test("Stream: awaiting an item, or the end of a generator, keeps the process alive", () =>
  assertSays(
    `
    for await (const item of await runCoroutineThreadsafe(slow, loop)) console.log(item);
    const steps = (await runCoroutineThreadsafe(inline(async function* () {
      try { yield 1; } finally { await new Promise((resolve) => setTimeout(resolve, 50)); }
    }), loop))[Symbol.asyncIterator]();
    await steps.next();
    await steps.return();
    console.log("over");
    `,
    ["1", "2", "over"],
  ));

test("Stream: one that is open and that nobody awaits keeps nothing alive", () =>
  assertSays(
    `
    const steps = (await runCoroutineThreadsafe(slow, loop))[Symbol.asyncIterator]();
    console.log((await steps.next()).value);
    `,
    ["1"],
  ));

test("Stream: the death of the loop reaches who awaits an item", () =>
  assertSays(
    `
    try {
      for await (const item of await runCoroutineThreadsafe(dying, loop)) console.log(item);
    } catch (error) {
      console.log(error.name, error.exitCode);
    }
    `,
    ["1", "BrokenLoopError 3"],
  ));

test("Stream: the death of the loop reaches who blocks for an item", () =>
  assertSays(
    `
    try {
      for (const item of runCoroutineThreadsafe(dying, loop).result()) console.log(item);
    } catch (error) {
      console.log(error.name, error.exitCode);
    }
    `,
    ["1", "BrokenLoopError 3"],
  ));

test("Stream: a step that nobody awaits any more when the loop is stopped is no unhandled rejection", () =>
  assertSays(
    `
    const steps = (await runCoroutineThreadsafe(slow, loop))[Symbol.asyncIterator]();
    void steps.next();
    loop.stop();
    await loop.join();
    await new Promise((resolve) => setTimeout(resolve, 20));
    console.log("over");
    `,
    ["over"],
  ));
