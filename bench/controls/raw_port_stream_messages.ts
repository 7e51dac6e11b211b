import type { MessagePort } from "node:worker_threads";

/** What the worker is started with. */
export interface RawStreamData {
  readonly port: MessagePort;
  /** A word that counts the items, for a caller who blocks on it. */
  readonly posted?: Int32Array<SharedArrayBuffer>;
}

/** What the worker is asked for; the items come back as they are. */
export interface RawStreamRequest {
  /** Begins a stream of so many items. */
  readonly count?: number;
  /** How many items more may be on their way. */
  readonly credit: number;
}
