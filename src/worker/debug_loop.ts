/**
 * Debug mode, on the loop's side.
 *
 * @module
 */

import { watchUnused } from "../coroutine/unused.ts";
import { Heartbeat } from "../sync/heartbeat.ts";
import type { BootDebug } from "../wire/messages.ts";
import { watchInstances } from "./result_watch.ts";
import { watchSteps } from "./step_watch.ts";

/**
 * Has this thread watch how long the steps of its tasks take, which coroutines are never used, and what its results
 * lose.
 *
 * @param debug What the loop's owner gave.
 * @param report Tells the owner of an error nobody else would see.
 * @returns To be called when the loop has nothing left to do.
 */
export function debugLoop(
  { heartbeat, slow }: BootDebug,
  report: (error: unknown, message: string, task: string) => void,
): () => void {
  watchSteps({
    slow,
    heartbeat: new Heartbeat(heartbeat),
    tell: (task, milliseconds) => {
      const seconds = (milliseconds / 1_000).toFixed(3);
      report(new Error(`Executing ${task} took ${seconds} seconds`), "The loop was blocked", task);
    },
  });
  watchInstances(report);
  return watchUnused(report);
}
