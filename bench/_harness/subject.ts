import type { JobName } from "./run_job.ts";

/** What may move to another thread in place of being copied. */
export type Movable = ArrayBuffer;

/** Another thread that does jobs, reached by way of the library, a peer or a control. */
export interface Subject {
  /**
   * Has a job done.
   *
   * @param job Which.
   * @param value Its argument.
   * @param transfer What moves there with it.
   * @returns The result, or a promise of it from a subject that does not block.
   */
  call(job: JobName, value: unknown, transfer?: readonly Movable[]): unknown;
  /** Ends the thread. */
  close(): unknown;
}

/** What every adapter exports as `open`: starts the thread. */
export type Open<S = Subject> = () => S | Promise<S>;
