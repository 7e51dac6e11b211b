import { assertEquals } from "@std/assert";
import { runScript } from "../_harness/run.ts";
import { test } from "../_harness/test.ts";

// In a process of its own: under `bun test` an uncaught error ends a worker in any case (oven-sh/bun#10226).
test("Future.cancel: an abort listener in the coroutine that throws is reported, and the wait ends", async () => {
  const { code, stdout, stderr } = await runScript(`
    import { inline, newEventLoop, runCoroutineThreadsafe } from "sideloop";
    import { giveMeddlingGetter, throwOnAbort } from "../fixtures/hostile/hostile_results.ts";
    const loop = newEventLoop({ onError: (error) => console.log(error.message) }).start();
    const future = runCoroutineThreadsafe(throwOnAbort(), loop);
    await runCoroutineThreadsafe(giveMeddlingGetter(), loop); // its module is there now, so the first one has begun
    future.cancel();
    await future.settled;
    console.log(await runCoroutineThreadsafe(inline(() => "goes on"), loop));
    loop.stop();
    await loop.join();
  `);
  assertEquals(
    { code, stdout, stderr },
    { code: 0, stdout: "From an abort listener\ngoes on\n", stderr: "" },
  );
});
