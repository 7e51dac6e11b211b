/**
 * A drop-in for the npm package `synckit`: what imports `createSyncFn` and `runAsWorker` from there may import them
 * from here instead, in the program and in its worker files.
 *
 * @example
 * ```ts ignore
 * // worker.ts
 * import { runAsWorker } from "sideloop/synckit";
 *
 * runAsWorker(async (url: string) => (await fetch(url)).status);
 * ```
 *
 * @example
 * ```ts ignore
 * // plugin.ts
 * import { createSyncFn } from "sideloop/synckit";
 *
 * const status = createSyncFn<(url: string) => Promise<number>>(new URL("./worker.ts", import.meta.url));
 * console.log(status("http://127.0.0.1:8000/")); // blocks until the result is there
 * ```
 *
 * @module
 */

import { installHandles } from "../host/handles.ts";
import { installLocalLoop } from "../worker/local.ts";
import { installServing } from "../worker/serve.ts";

export {
  DEFAULT_EXEC_ARGV,
  DEFAULT_GLOBAL_SHIMS,
  DEFAULT_GLOBAL_SHIMS_PRESET,
  DEFAULT_TIMEOUT,
  DEFAULT_TS_RUNNER,
} from "./constants.ts";
export { createSyncFn } from "./create_sync_fn.ts";
export { runAsWorker } from "./run_as_worker.ts";
export { TsRunner } from "./ts_runner.ts";
export type { AnyFn, GlobalShim, SyncFn, Syncify, SynckitOptions, ValueOf } from "./types.ts";

installLocalLoop();
installHandles();
installServing();
