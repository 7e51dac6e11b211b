/**
 * Keeps the process alive while somebody on this thread awaits another thread. Loops are daemons
 * and a pending `Atomics.waitAsync` counts for nothing, so without this Node ends a program in the
 * middle of its `await`, with exit code 13 (nodejs/node#61941).
 *
 * @module
 */

import { MAX_TIMER_DELAY } from "../core/deadline.ts";

let holders = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/**
 * Keeps the process alive until what it returns is called. Calls nest.
 *
 * @returns Lets go; calling it again does nothing.
 */
export function keepAlive(): () => void {
  holders += 1;
  timer ??= setInterval(() => {}, MAX_TIMER_DELAY);
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    holders -= 1;
    if (holders > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
