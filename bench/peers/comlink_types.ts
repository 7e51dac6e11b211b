/** As much of comlink as is used here. */
export interface Comlink {
  wrap(endpoint: object): (...args: unknown[]) => Promise<unknown>;
  expose(value: unknown, endpoint: object): void;
}

/** Its adapter for `node:worker_threads`. */
export interface NodeAdapter {
  default(port: object): object;
}
