import type { StreamSubject } from "../_harness/stream_subject.ts";
import { numbers } from "../jobs.ts";

/** The async generator itself, in this thread: what iterating costs where nothing crosses. It cannot be blocked on. */
export function open(): StreamSubject {
  return { awaited: numbers, close() {} };
}
