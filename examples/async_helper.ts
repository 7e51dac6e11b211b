/**
 * One async call from synchronous code, with nothing to start and nothing to stop: the helper's thread is started on
 * first use and keeps no process alive.
 *
 * ```sh
 * deno run -A examples/async_helper.ts
 * bun examples/async_helper.ts
 * node examples/async_helper.ts
 * ```
 *
 * The first argument is how long an addition takes, in milliseconds (default 500).
 *
 * @module
 */
import process from "node:process";
import { asyncHelper, coroutine, isMainThread, sleep } from "sideloop";

const add = coroutine(
  import.meta,
  async function add(x: number, y: number, duration: number): Promise<number> {
    await sleep(duration);
    return x + y;
  },
);

/** Blocks its own loop, which has nothing else to do, and not the one that adds: each thread has its own helper. */
const addThree = coroutine(
  import.meta,
  function addThree(x: number, y: number, z: number, duration: number): number {
    return sumOf([x, y, z], duration);
  },
);

/** A synchronous function: its callers need not know of loops and threads. */
function sumOf(numbers: readonly number[], duration: number): number {
  return numbers.reduce((sum, n) => asyncHelper.runSync(add(sum, n, duration), 10_000));
}

function main(duration: number): void {
  console.log(`Result: ${sumOf([10, 20], duration)}`);
  console.log(`Result from within a loop: ${asyncHelper.runSync(addThree(10, 20, 30, duration))}`);
}

// This file is imported once more in the helpers' threads, for the coroutines.
if (isMainThread) main(Number(process.argv[2] ?? 500));
