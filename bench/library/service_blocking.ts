import type { Subject } from "../_harness/subject.ts";
import { startService } from "./service.ts";

/** A service of Sideloop, blocked on. */
export function open(): Subject {
  const service = startService();
  return {
    call: (job, value) => service.callSync(job, value),
    close: () => service.stop(),
  };
}
