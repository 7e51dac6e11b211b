import { assertEquals } from "@std/assert";
import { test } from "../_harness/test.ts";
import { runScript } from "../_harness/run.ts";

test("main part: a program without a guard works as it stands", async () => {
  const { code, stdout, stderr } = await runScript(`
    import { coroutine, newEventLoop, runCoroutineThreadsafe } from "sideloop";

    const double = coroutine(import.meta, async function double(n) { return 2 * n; });
    const loop = newEventLoop().start();
    console.log(runCoroutineThreadsafe(double(21), loop).result(20_000));
    loop.stop();
    loop.joinSync();
  `);
  assertEquals([code, stdout.trim(), stderr], [0, "42", ""]);
});

test("main part: an asynchronous main without a guard runs once", async () => {
  const { code, stdout, stderr } = await runScript(`
    import { coroutine, newEventLoop, runCoroutineThreadsafe, sleep } from "sideloop";

    const double = coroutine(import.meta, async function double(n) { return 2 * n; });
    async function main() {
      await sleep(5);
      const loop = newEventLoop().start();
      console.log(await runCoroutineThreadsafe(double(21), loop));
      await sleep(200);
      loop.stop();
      await loop.join();
    }
    main();
  `);
  assertEquals([code, stdout.trim(), stderr], [0, "42", ""]);
});

test("main part: what stands below the start of a loop is not found, and the error says why", async () => {
  const { code, stdout } = await runScript(`
    import { coroutine, inline, newEventLoop, runCoroutineThreadsafe } from "sideloop";

    const loop = newEventLoop().start();
    const late = coroutine(import.meta, async function late() {});
    const error = runCoroutineThreadsafe(late(), loop).exception(20_000);
    console.log(error.name, error.message.includes("if (isMainThread)"));
    loop.stop();
  `);
  assertEquals([code, stdout.trim()], [0, "CoroutineLoadError true"]);
});

test("main part: a coroutine may start loops of its own", async () => {
  const { code, stdout } = await runScript(`
    import { AsyncWorker, coroutine, sleep, withWorker } from "sideloop";

    const leaf = coroutine(import.meta, async function leaf() { return "leaf"; });
    const root = coroutine(import.meta, async function root() {
      await sleep(1);
      return await withWorker((worker) => worker.submit(leaf()));
    });
    console.log(await withWorker((worker) => worker.submit(root())));
  `);
  assertEquals([code, stdout.trim()], [0, "leaf"]);
});
