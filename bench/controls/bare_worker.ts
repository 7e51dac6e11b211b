import { Worker } from "node:worker_threads";
import type { Subject } from "../_harness/subject.ts";

/** A Worker that answers each message by spinning as often as it says. */
export function open(): Subject {
  const worker = new Worker(new URL("./bare_worker_thread.ts", import.meta.url));
  const asked: ((answer: unknown) => void)[] = [];
  worker.on("message", (answer) => asked.shift()?.(answer));
  return {
    call(_job, value) {
      worker.postMessage(value);
      return new Promise((resolve) => asked.push(resolve));
    },
    close: () => worker.terminate(),
  };
}
