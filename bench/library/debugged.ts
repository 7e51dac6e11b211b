import { newEventLoop, runCoroutineThreadsafe } from "sideloop";
import type { Subject } from "../_harness/subject.ts";
import { workOf } from "./work.ts";

/** Sideloop in debug mode, blocked on. */
export function open(): Subject {
  const loop = newEventLoop({ debug: true }).start();
  return {
    call: (job, value) => runCoroutineThreadsafe(workOf(job)(value), loop).result(),
    close: () => loop.terminate(),
  };
}
