/**
 * Two tasks that count their steps, one a second, until they are told to stop: after three seconds, or by Ctrl-C.
 * Either way they say goodbye first.
 *
 * ```sh
 * deno run -A examples/graceful_shutdown.ts
 * bun examples/graceful_shutdown.ts
 * node examples/graceful_shutdown.ts
 * ```
 *
 * The first argument is the length of a step, in milliseconds (default 1,000). The exit code is 0, or after Ctrl-C
 * 130, and 143 after SIGTERM.
 *
 * @module
 */
import process from "node:process";
import { coroutine, GracefulAsyncRunner, isCancelled, isMainThread, sleep } from "sideloop";

/** How many steps the tasks are given time for, of the ten that they would take. */
const STEPS = 3;

const longRunningTask = coroutine(
  import.meta,
  async function longRunningTask(name: string, step: number): Promise<void> {
    try {
      for (let i = 0; i < 10; i += 1) {
        console.log(`Task ${name}: step ${i}`);
        await sleep(step);
      }
    } catch (error) {
      if (isCancelled(error)) console.log(`Task ${name}: cancelled`);
      throw error;
    }
  },
);

/** The tasks have a thread of their own: this one only waits. */
async function main(step: number): Promise<void> {
  const runner = new GracefulAsyncRunner({ handleSignals: ["SIGINT", "SIGTERM"] }).start();
  runner.submit(longRunningTask("A", step));
  runner.submit(longRunningTask("B", step));
  await new Promise((resolve) => setTimeout(resolve, STEPS * step));

  if (!runner.isRunning) return; // a signal came, and the process is about to end
  console.log("Starting graceful shutdown...");
  await runner.shutdown();
  console.log("Shutdown complete");
}

// This file is imported once more in the runner's thread, for the task.
if (isMainThread) await main(Number(process.argv[2] ?? 1_000));
