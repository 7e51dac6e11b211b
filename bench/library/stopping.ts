import { newEventLoop, runCoroutineThreadsafe } from "sideloop";
import type { Subject } from "../_harness/subject.ts";
import { workOf } from "./work.ts";

/** Sideloop, awaited, and stopped as a program stops a loop. */
export function open(): Subject {
  const loop = newEventLoop().start();
  return {
    call: (job, value) => runCoroutineThreadsafe(workOf(job)(value), loop),
    close: async () => {
      loop.stop();
      await loop.join();
    },
  };
}
