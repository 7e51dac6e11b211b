import { type JobName, runJob } from "../_harness/run_job.ts";

/** What the pools piscina and tinypool call in their worker. */
export function run({ job, value }: { readonly job: JobName; readonly value: unknown }): unknown {
  return runJob(job, value);
}
