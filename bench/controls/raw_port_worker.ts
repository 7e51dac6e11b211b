/**
 * The other thread of both raw port controls.
 *
 * @module
 */
import { workerData } from "node:worker_threads";
import { runJob } from "../_harness/run_job.ts";
import type { RawPortAnswer, RawPortData, RawPortRequest } from "./raw_port_messages.ts";

const { port, answered } = workerData as RawPortData;

port.on("message", async ({ id, job, value }: RawPortRequest) => {
  const result = await runJob(job, value);
  port.postMessage({ id, result } satisfies RawPortAnswer);
  if (answered === undefined) return;
  Atomics.add(answered, 0, 1);
  Atomics.notify(answered, 0);
});
