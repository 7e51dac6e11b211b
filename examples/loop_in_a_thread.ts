/**
 * The smallest use: an event loop in a thread of its own, a coroutine handed to it, and the main thread blocking for
 * the result.
 *
 * ```sh
 * deno run -A examples/loop_in_a_thread.ts
 * bun examples/loop_in_a_thread.ts
 * node examples/loop_in_a_thread.ts
 * ```
 *
 * The first argument is how long the task takes, in milliseconds (default 1,000).
 *
 * @module
 */
import process from "node:process";
import { coroutine, isMainThread, newEventLoop, runCoroutineThreadsafe, sleep } from "sideloop";

const asyncTask = coroutine(
  import.meta,
  async function asyncTask(name: string, duration: number): Promise<string> {
    console.log(`Async task ${name} started`);
    await sleep(duration);
    console.log(`Async task ${name} finished`);
    return `Result ${name}`;
  },
);

function main(duration: number): void {
  const loop = newEventLoop();
  loop.start();

  const future = runCoroutineThreadsafe(asyncTask("test", duration), loop);
  const result = future.result(duration + 5_000);
  console.log(`Got the result: ${result}`);

  loop.callSoonThreadsafe(loop.stop);
  loop.joinSync();
}

// This file is imported once more in the loop's thread, for the task.
if (isMainThread) main(Number(process.argv[2] ?? 1_000));
