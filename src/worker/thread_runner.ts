import { localLoop } from "../wire/local_loop.ts";
import type { Runner } from "./runner.ts";

let current: Runner | undefined;

/**
 * Makes this the runner of the thread.
 *
 * @param runner The runner.
 */
export function setThreadRunner(runner: Runner): void {
  current = runner;
}

/** What serves the loop of this thread. */
export function threadRunner(): Runner {
  localLoop();
  return current as Runner;
}
