/**
 * Keeps the process alive while somebody on this thread awaits another thread. Loops are daemons
 * and a pending `Atomics.waitAsync` counts for nothing, so without this Node ends a program in the
 * middle of its `await`, with exit code 13 (nodejs/node#61941).
 *
 * The timer outlives the last wait until the next turn: whoever awaits one call after the other
 * would make and clear one each time.
 *
 * @module
 */

import { clearInterval, react, setInterval } from "../core/built_ins.ts";
import { MAX_TIMER_DELAY } from "../core/deadline.ts";
import { nextTurn } from "./turn.ts";

let holders = 0;
let timer: ReturnType<typeof setInterval> | undefined;
let isClearing = false;

/** Keeps the process alive until {@linkcode letGo} has been called as often as this. */
export function holdOn(): void {
  holders += 1;
  timer ??= setInterval(() => {}, MAX_TIMER_DELAY);
}

/** Takes one {@linkcode holdOn} back. */
export function letGo(): void {
  holders -= 1;
  if (holders > 0 || isClearing) return;
  isClearing = true;
  void react(nextTurn(), clear);
}

function clear(): void {
  isClearing = false;
  if (holders > 0) return;
  clearInterval(timer);
  timer = undefined;
}
