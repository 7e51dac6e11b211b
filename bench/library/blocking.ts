import { newEventLoop, runCoroutineThreadsafe } from "sideloop";
import type { Subject } from "../_harness/subject.ts";
import { workOf } from "./work.ts";

/** Sideloop, blocked on. */
export function open(): Subject {
  const loop = newEventLoop().start();
  return {
    call(job, value, transfer) {
      const options = transfer && { transfer: [...transfer] };
      return runCoroutineThreadsafe(workOf(job)(value), loop, options).result();
    },
    close: () => loop.terminate(),
  };
}
