/**
 * A worker: an event loop with a beginning and an end. Two requests are under way at the same time, while the main
 * thread is free.
 *
 * ```sh
 * deno run -A examples/async_worker.ts
 * bun examples/async_worker.ts
 * node examples/async_worker.ts
 * ```
 *
 * The first argument is how long a request takes, in milliseconds (default 1,000).
 *
 * @module
 */
import process from "node:process";
import { coroutine, isMainThread, sleep, withWorker } from "sideloop";

interface Reply {
  readonly url: string;
  readonly status: string;
}

const fetchData = coroutine(
  import.meta,
  async function fetchData(url: string, duration: number): Promise<Reply> {
    await sleep(duration); // stands for a request
    return { url, status: "ok" };
  },
);

async function main(duration: number): Promise<void> {
  await withWorker(async (worker) => {
    const users = worker.submit(fetchData("https://api.example.com/users", duration));
    const posts = worker.submit(fetchData("https://api.example.com/posts", duration));

    console.log(JSON.stringify(await users));
    console.log(JSON.stringify(await posts));
  });
}

// This file is imported once more in the worker's thread, for the coroutine.
if (isMainThread) await main(Number(process.argv[2] ?? 1_000));
