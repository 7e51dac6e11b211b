import { BuiltInPromise, clearTimeout, setTimeout } from "../core/built_ins.ts";
import { Deadline, MAX_TIMER_DELAY } from "../core/deadline.ts";
import { now } from "../sync/clock.ts";
import { holdOn, letGo } from "../sync/keep_alive.ts";

/**
 * Waits for a promise that never rejects, for a time. Keeps the process alive meanwhile.
 *
 * @param promise What to wait for.
 * @param timeout Milliseconds, at most.
 * @returns Whether it was fulfilled in time.
 */
export function within(promise: Promise<unknown>, timeout: number): Promise<boolean> {
  holdOn();
  const deadline = new Deadline(timeout, now);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expired = new BuiltInPromise<boolean>((resolve) => {
    const arm = () => {
      const remaining = deadline.remaining();
      if (remaining === 0) return resolve(false);
      timer = setTimeout(arm, Math.min(remaining, MAX_TIMER_DELAY));
    };
    if (timeout < Infinity) arm();
  });
  return Promise.race([promise.then(() => true), expired]).finally(() => {
    clearTimeout(timer);
    letGo();
  });
}
