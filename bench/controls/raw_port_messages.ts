import type { MessagePort } from "node:worker_threads";
import type { JobName } from "../_harness/run_job.ts";

/** What the worker is started with. */
export interface RawPortData {
  readonly port: MessagePort;
  /** A word that counts the answers, for a caller who blocks on it. */
  readonly answered?: Int32Array<SharedArrayBuffer>;
}

/** A question to the worker. */
export interface RawPortRequest {
  readonly id: number;
  readonly job: JobName;
  readonly value: unknown;
}

/** Its answer. */
export interface RawPortAnswer {
  readonly id: number;
  readonly result: unknown;
}
