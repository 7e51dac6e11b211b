import * as jobs from "../jobs.ts";

/** The name of a job. */
export type JobName = keyof typeof jobs;

// A copy: looking names up in a module object is slow.
const byName: Readonly<Record<string, (value: never) => unknown>> = { ...jobs };

/**
 * Does a job on this thread: what the workers of peers and controls do with a request.
 *
 * @param job Its name.
 * @param value Its argument.
 * @returns Its result, or a promise of it.
 */
export function runJob(job: JobName, value: unknown): unknown {
  return byName[job]?.(value as never);
}
