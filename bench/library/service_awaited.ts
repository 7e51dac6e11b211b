import type { Subject } from "../_harness/subject.ts";
import { startService } from "./service.ts";

/** A service of Sideloop, awaited. */
export function open(): Subject {
  const service = startService();
  return {
    call: (job, value) => service.call(job, value),
    close: () => service.stop(),
  };
}
