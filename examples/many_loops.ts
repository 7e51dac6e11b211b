/**
 * Nine tasks of one second on three loops, in about one second: each loop takes every third task, and its tasks sleep
 * at the same time.
 *
 * ```sh
 * deno run -A examples/many_loops.ts
 * bun examples/many_loops.ts
 * node examples/many_loops.ts
 * ```
 *
 * The first argument is how long a task takes, in milliseconds (default 1,000).
 *
 * @module
 */
import process from "node:process";
import { coroutine, currentThread, isMainThread, MultiLoopManager, sleep } from "sideloop";

const task = coroutine(
  import.meta,
  async function task(name: string, delay: number): Promise<string> {
    await sleep(delay);
    return `Task ${name} completed in ${currentThread().name}`;
  },
);

async function main(delay: number): Promise<void> {
  const manager = new MultiLoopManager({ numLoops: 3 }).start();
  const names = Array.from({ length: 9 }, (_, index) => `T${index}`);
  const futures = names.map((name) => manager.submit(task(name, delay)));
  for (const future of futures) console.log(await future);
  await manager.stop();
}

// This file is imported once more in each loop's thread, for the task.
if (isMainThread) await main(Number(process.argv[2] ?? 1_000));
