import { checkTimeout } from "../core/deadline.ts";
import { checkOptions, checkString, checkStringList, describe } from "../core/options.ts";
import { runtime } from "../runtime/select.ts";
import type { Loading } from "./answer.ts";
import {
  DEFAULT_EXEC_ARGV,
  DEFAULT_GLOBAL_SHIMS,
  DEFAULT_GLOBAL_SHIMS_PRESET,
  DEFAULT_TIMEOUT,
  DEFAULT_TS_RUNNER,
} from "./constants.ts";
import { readingOf } from "./ts_runner.ts";
import type { GlobalShim, SynckitOptions } from "./types.ts";

/** Options with the defaults filled in. */
export interface SyncOptions {
  /** Milliseconds; `undefined` for no limit. */
  readonly timeout: number | undefined;
  /** `undefined` where the thread has the process's. */
  readonly execArgv: readonly string[] | undefined;
  /** What moves with the first call. */
  readonly transferList: readonly object[] | undefined;
  /** What the thread loads first. */
  readonly loading: Loading;
}

/**
 * Checks what a synchronous function is made with, and fills in the defaults.
 *
 * @param given A timeout in milliseconds, or options.
 * @param path Of the worker file.
 * @throws {TypeError} If an option is of the wrong type, or the runtime cannot honour it.
 * @throws {RangeError} If the timeout is `NaN`.
 */
export function resolveSyncOptions(
  given: SynckitOptions | number | undefined,
  path: string,
): SyncOptions {
  const options = typeof given === "number" ? { timeout: given } : given ?? {};
  checkOptions(options, "a synchronous function");
  checkStringList(options.execArgv, "execArgv");
  const { flags, isRequired } = readingOf(path, options.tsRunner ?? DEFAULT_TS_RUNNER);
  const globalShims = resolveShims(options.globalShims ?? DEFAULT_GLOBAL_SHIMS);
  return {
    timeout: resolveTimeout(options.timeout),
    execArgv: resolveExecArgv(flags, options.execArgv),
    transferList: resolveTransferList(options.transferList),
    loading: { path, isRequired, globalShims },
  };
}

function resolveTimeout(timeout: number | undefined): number | undefined {
  if (timeout === undefined) checkTimeout(DEFAULT_TIMEOUT, "SYNCKIT_TIMEOUT");
  else checkTimeout(timeout);
  return timeout ?? DEFAULT_TIMEOUT;
}

function resolveExecArgv(
  flags: readonly string[],
  execArgv: readonly string[] | undefined,
): readonly string[] | undefined {
  if (execArgv === undefined && DEFAULT_EXEC_ARGV.length === 0) {
    return flags.length === 0 ? undefined : flags;
  }
  const name = execArgv === undefined ? "SYNCKIT_EXEC_ARGV" : "option execArgv";
  return honoured(name, [...flags, ...execArgv ?? DEFAULT_EXEC_ARGV]);
}

/** No options are what a thread without options has. */
function honoured(name: string, execArgv: readonly string[]): readonly string[] | undefined {
  const reason = runtime.whyNot("execArgv");
  if (reason === undefined) return execArgv;
  if (execArgv.length === 0) return undefined;
  throw new TypeError(`Cannot use ${name}: ${reason}`);
}

function resolveTransferList(list: object[] | undefined): readonly object[] | undefined {
  if (list === undefined || Array.isArray(list)) return list?.length === 0 ? undefined : list;
  throw new TypeError(`Cannot use option transferList: must be an array, got ${describe(list)}`);
}

function resolveShims(shims: GlobalShim[] | boolean): readonly GlobalShim[] {
  if (typeof shims === "boolean") return shims ? DEFAULT_GLOBAL_SHIMS_PRESET : [];
  if (Array.isArray(shims)) return shims.map(checkShim);
  throw new TypeError(
    `Cannot use option globalShims: must be an array or a boolean, got ${describe(shims)}`,
  );
}

function checkShim(shim: GlobalShim): GlobalShim {
  checkOptions(shim, "a global shim");
  checkString(shim?.globalName, "globalName");
  if (typeof shim?.moduleName === "string") return shim;
  throw new TypeError(
    `Cannot use option globalShims: moduleName must be a string, got ${describe(shim?.moduleName)}`,
  );
}
