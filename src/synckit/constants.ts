/**
 * What applies where the options of a synchronous function say nothing: synckit's environment variables, read once in
 * each thread.
 *
 * @module
 */

import { runtime } from "../runtime/select.ts";
import type { TsRunner } from "./ts_runner.ts";
import type { GlobalShim } from "./types.ts";

const timeout = runtime.environment("SYNCKIT_TIMEOUT");
const execArgv = runtime.environment("SYNCKIT_EXEC_ARGV");

/**
 * The environment variable `SYNCKIT_TIMEOUT`: how long a call may take, in milliseconds.
 *
 * @example
 * ```ts
 * import { DEFAULT_TIMEOUT } from "sideloop/synckit";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(DEFAULT_TIMEOUT, undefined); // where it is not set: for ever
 * ```
 */
export const DEFAULT_TIMEOUT: number | undefined = timeout ? Number(timeout) : undefined;

/**
 * The environment variable `SYNCKIT_EXEC_ARGV`, split at commas.
 *
 * @example
 * ```ts
 * import { DEFAULT_EXEC_ARGV } from "sideloop/synckit";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(DEFAULT_EXEC_ARGV, []); // where it is not set: those of the process
 * ```
 */
export const DEFAULT_EXEC_ARGV: string[] = execArgv ? execArgv.split(",") : [];

/**
 * The environment variable `SYNCKIT_TS_RUNNER`.
 *
 * @example
 * ```ts
 * import { DEFAULT_TS_RUNNER } from "sideloop/synckit";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(DEFAULT_TS_RUNNER, undefined); // where it is not set: the runtime
 * ```
 */
export const DEFAULT_TS_RUNNER: TsRunner | undefined =
  (runtime.environment("SYNCKIT_TS_RUNNER") || undefined) as TsRunner | undefined;

/**
 * Whether the environment variable `SYNCKIT_GLOBAL_SHIMS` is `1` or `true`.
 *
 * @example
 * ```ts
 * import { DEFAULT_GLOBAL_SHIMS } from "sideloop/synckit";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(DEFAULT_GLOBAL_SHIMS, false); // where it is not set
 * ```
 */
export const DEFAULT_GLOBAL_SHIMS: boolean = ["1", "true"].includes(
  runtime.environment("SYNCKIT_GLOBAL_SHIMS") ?? "",
);

/**
 * What the option `globalShims: true` stands for. Every runtime has these globals today.
 *
 * @example
 * ```ts
 * import { DEFAULT_GLOBAL_SHIMS_PRESET } from "sideloop/synckit";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(DEFAULT_GLOBAL_SHIMS_PRESET.map(({ globalName }) => globalName), ["fetch", "performance"]);
 * ```
 */
export const DEFAULT_GLOBAL_SHIMS_PRESET: GlobalShim[] = [
  { moduleName: "node-fetch-native", globalName: "fetch", named: "fetch" },
  { moduleName: "node:perf_hooks", globalName: "performance", named: "performance" },
];
