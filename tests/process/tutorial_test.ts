import { assert, assertEquals } from "@std/assert";
import { test } from "../_harness/test.ts";
import { runScript } from "../_harness/run.ts";

test("tutorial: the basic example prints its lines and ends", async () => {
  const { code, stdout, stderr } = await runScript(`
    import { coroutine, isMainThread, newEventLoop, runCoroutineThreadsafe, sleep } from "sideloop";

    export const asyncTask = coroutine(import.meta, async function asyncTask(name) {
      console.log("Async задача " + name + " начата");
      await sleep(200);
      console.log("Async задача " + name + " завершена");
      return "Результат " + name;
    });

    if (isMainThread) {
      const loop = newEventLoop();
      loop.start();
      const future = runCoroutineThreadsafe(asyncTask("test"), loop);
      const result = future.result(20_000);
      console.log("Получен результат: " + result);
      loop.callSoonThreadsafe(loop.stop);
      loop.joinSync();
    }
  `);
  assertEquals([code, stderr], [0, ""]);
  const lines = stdout.split(/\r?\n/).filter((line) => line !== "").sort();
  assertEquals(lines, [
    "Async задача test завершена",
    "Async задача test начата",
    "Получен результат: Результат test",
  ]);
});

test("tutorial: the worker example prints its results in the order of reading", async () => {
  const { code, stdout } = await runScript(`
    import { AsyncWorker, coroutine, isMainThread, sleep } from "sideloop";

    export const fetchData = coroutine(import.meta, async function fetchData(url) {
      await sleep(100);
      return { url, status: "ok" };
    });

    if (isMainThread) {
      const worker = new AsyncWorker().start();
      const future1 = worker.submit(fetchData("https://api.example.com/users"));
      const future2 = worker.submit(fetchData("https://api.example.com/posts"));
      console.log(JSON.stringify(future1.result(20_000)));
      console.log(JSON.stringify(future2.result(20_000)));
      worker.stopSync();
    }
  `);
  const urls = ["https://api.example.com/users", "https://api.example.com/posts"];
  const expected = urls.map((url) => JSON.stringify({ url, status: "ok" }));
  assertEquals([code, stdout.split(/\s+/).filter((line) => line !== "")], [0, expected]);
});

test("tutorial: entry from another thread tells where it runs", async () => {
  const { code, stdout } = await runScript(`
    import { coroutine, currentThread, isMainThread, newEventLoop, runCoroutineThreadsafe } from "sideloop";

    export const safeOperation = coroutine(import.meta, function safeOperation() {
      return isMainThread ? "main" : currentThread().name;
    });

    if (isMainThread) {
      const loop = newEventLoop({ name: "Background" }).start();
      console.log(await safeOperation(), runCoroutineThreadsafe(safeOperation(), loop).result(20_000));
      loop.stop();
      loop.joinSync();
    }
  `);
  assertEquals([code, stdout.trim()], [0, "main Background"]);
  assert(stdout.endsWith("\n"));
});

test("tutorial: the graceful shutdown prints its lines and waits for nothing but the tasks [143]", async () => {
  const { code, stdout, stderr } = await runScript(`
    import { coroutine, GracefulAsyncRunner, isCancelled, isMainThread, sleep } from "sideloop";

    export const longRunningTask = coroutine(import.meta, async function longRunningTask(name) {
      try {
        for (let i = 0; i < 10; i++) {
          console.log("Задача " + name + ": шаг " + i);
          await sleep(200);
        }
      } catch (error) {
        if (isCancelled(error)) console.log("Задача " + name + ": отменена");
        throw error;
      }
    });

    export const begin = coroutine(import.meta, function begin() {});

    if (isMainThread) {
      const runner = new GracefulAsyncRunner().start();
      const futures = ["A", "B"].map((name) => runner.submit(longRunningTask(name)));
      await runner.submit(begin());
      await new Promise((resolve) => setTimeout(resolve, 600));
      console.log("Начинаю graceful shutdown...");
      const began = performance.now();
      await runner.shutdown();
      console.log("Shutdown завершён");
      const isQuick = performance.now() - began < 5_000;
      console.log(isQuick, ...futures.map((future) => future.cancelled()));
    }
  `);
  assertEquals([code, stderr], [0, ""]);
  const lines = stdout.split(/\r?\n/).filter((line) => line !== "");
  assertEquals(lines.filter((line) => !line.includes("шаг")), [
    "Начинаю graceful shutdown...",
    "Задача A: отменена",
    "Задача B: отменена",
    "Shutdown завершён",
    "true true true",
  ]);
  for (const name of ["A", "B"]) {
    const steps = lines.filter((line) => line.startsWith(`Задача ${name}: шаг`));
    assertEquals(steps, steps.map((_, i) => `Задача ${name}: шаг ${i}`));
    assert(steps.length > 0);
  }
});
