import { type Coroutine, coroutines } from "sideloop";
import type { JobName } from "../_harness/run_job.ts";

/** Makes a coroutine that does a job. */
export type MakeWork = (value: unknown) => Coroutine<unknown>;

const work = coroutines<typeof import("../jobs.ts")>(new URL("../jobs.ts", import.meta.url));
const makers = new Map<JobName, MakeWork>();

/**
 * The coroutine function of a job. The loop imports the jobs by themselves, without the benchmark.
 *
 * @param job Which.
 */
export function workOf(job: JobName): MakeWork {
  let make = makers.get(job);
  if (make === undefined) makers.set(job, make = work[job] as MakeWork);
  return make;
}
