/**
 * Entering a loop from another thread: the right way, and what the wrong ways do.
 *
 * ```sh
 * deno run -A examples/safe_interaction.ts
 * bun examples/safe_interaction.ts
 * node examples/safe_interaction.ts
 * ```
 *
 * The first argument is how long the operation takes, in milliseconds (default 1,000).
 *
 * @module
 */
import process from "node:process";
import {
  coroutine,
  type EventLoop,
  isMainThread,
  newEventLoop,
  runCoroutineThreadsafe,
  sleep,
} from "sideloop";

const safeAsyncOperation = coroutine(
  import.meta,
  async function safeAsyncOperation(duration: number): Promise<string> {
    if (!isMainThread) console.log("Running in a separate thread");
    await sleep(duration);
    return "done";
  },
);

function runFromAnotherThread(loop: EventLoop, duration: number): string {
  // WRONG: `await safeAsyncOperation(duration)` is allowed, and runs on the thread that awaits it.
  // WRONG: `runCoroutineThreadsafe(async () => "done", loop)` throws a TypeError: a closure cannot be sent.
  // RIGHT: the coroutine is named here, and runs there.
  const future = runCoroutineThreadsafe(safeAsyncOperation(duration), loop);
  return future.result(duration + 5_000);
}

function main(duration: number): void {
  const loop = newEventLoop().start();
  console.log(runFromAnotherThread(loop, duration));
  loop.stop();
  loop.joinSync();
}

// This file is imported once more in the loop's thread, for the operation.
if (isMainThread) main(Number(process.argv[2] ?? 1_000));
