import { toThread } from "sideloop";
import type { Subject } from "../_harness/subject.ts";
import { workOf } from "./work.ts";

/** Sideloop's pool, with one thread as the other pools. */
export function open(): Subject {
  return {
    call: (job, value) => toThread(workOf(job)(value), { maxThreads: 1 }),
    close: () => {},
  };
}
