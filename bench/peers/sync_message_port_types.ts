import type { MessageChannel, MessagePort } from "node:worker_threads";
import type { JobName } from "../_harness/run_job.ts";

/** As much of the package as is used here. */
export interface SyncMessagePortModule {
  readonly SyncMessagePort: {
    new (port: MessagePort): SyncMessagePort;
    createChannel(): MessageChannel;
  };
}

/** Its port. */
export interface SyncMessagePort {
  on(event: "message", listener: (request: SyncRequest) => void): void;
  postMessage(value: unknown, transfer?: readonly object[]): void;
  receiveMessage(): unknown;
  close(): void;
}

/** What goes to the worker. */
export interface SyncRequest {
  readonly job: JobName;
  readonly value: unknown;
}
