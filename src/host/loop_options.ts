import type { ExceptionHandler } from "../core/contract.ts";
import type { Coroutine } from "../core/coroutine_type.ts";
import { checkTimeout } from "../core/deadline.ts";
import {
  checkBoolean,
  checkCount,
  checkFunction,
  checkOptions,
  checkString,
  checkStringList,
  checkStrings,
} from "../core/options.ts";
import { useCoroutine } from "../coroutine/coroutine_object.ts";
import { toWorkerUrl } from "../runtime/entry_url.ts";
import { runtime } from "../runtime/select.ts";
import type { ResourceLimits, ThreadOption, ThreadPermissions } from "../runtime/types.ts";
import type { Work } from "../wire/messages.ts";
import { checkCloneable } from "../wire/value_codec.ts";
import { checkPermissions } from "./check_permissions.ts";

/**
 * How a loop is made.
 *
 * @category Loops
 */
export interface EventLoopOptions {
  /** The name of the loop and its thread (default `AsyncLoop-N`). */
  readonly name?: string;
  /**
   * Whether the process may end while the loop runs (default `true`). A future somebody awaits
   * keeps it alive all the same.
   */
  readonly daemon?: boolean;
  /**
   * Whether the loop is looked at closely (default `false`, or `true` where the environment variable
   * `SIDELOOP_DEBUG` is `1`): slow steps are reported, a loop that is blocked while it is, coroutines that are
   * never used, a loop that still runs when its owner's thread ends, and, once per class, instances that lose their
   * methods and private fields on their way.
   */
  readonly debug?: boolean;
  /**
   * In debug mode: what counts as slow, in milliseconds (default 100). A loop that is blocked for two and a half
   * times as long is reported while it is.
   */
  readonly slowCallbackDuration?: number;
  /**
   * How long `stop()` lets coroutines clean up before it terminates the thread, in milliseconds
   * (default 1,000).
   */
  readonly stopTimeout?: number;
  /**
   * How many threads at most `toThread` keeps busy for the loop, unless a call says otherwise (default: as many as
   * can run at once).
   */
  readonly maxThreads?: number;
  /** Gets the errors that nobody else would see, on this thread (default: they go to stderr). */
  readonly onError?: ExceptionHandler;
  /** Runs on the loop before anything else; its failure breaks the loop. */
  readonly initializer?: Coroutine<unknown>;
  /**
   * The module that the thread begins with: the bundle of `sideloop/worker`, where a bundler has put the program
   * into other files (default: what {@linkcode setWorkerUrl} was given, or else the library's own).
   */
  readonly workerUrl?: URL | string;
  /**
   * How long the thread may take from `start()` until it begins to serve the loop, in milliseconds; then it is ended,
   * and all that waits for the loop fails with a {@linkcode BrokenLoopError} (default: 60,000 where `workerUrl` or
   * {@linkcode setWorkerUrl} names its module, since one that is not `sideloop/worker` never begins; else no limit).
   * It counts anew where this thread could not look in time: it computed, or the machine slept.
   */
  readonly startTimeout?: number;
  /** Environment variables of the thread, in place of the process's. */
  readonly env?: Readonly<Record<string, string>>;
  /** Command line options of the runtime for the thread. Node only. */
  readonly execArgv?: readonly string[];
  /** Limits on the thread's memory. Node only. */
  readonly resourceLimits?: ResourceLimits;
  /**
   * What the thread may do, of what this one may. Deno only, and only with its flag `--unstable-worker-options`. The
   * modules of its coroutines are files that it must be allowed to read; those of the library are not.
   */
  readonly permissions?: ThreadPermissions;
  /**
   * Whether the loop runs `inline` functions, which are sent to it as source text (default `true`). `false` holds for
   * the loops and threads that it makes, too: then nothing runs in them but code of modules.
   */
  readonly allowInline?: boolean;
  /**
   * Whether what the loop prints goes straight to the terminal, also while the thread that made it blocks or ends
   * (default `true`). `false` leaves it to the runtime: the output then takes the way through the event loop of that
   * thread, where `process.stdout` of the main thread may be replaced. Node and Bun only.
   */
  readonly directConsole?: boolean;
}

const THREAD_OPTIONS: readonly ThreadOption[] = [
  "permissions",
  "env",
  "execArgv",
  "resourceLimits",
  "directConsole",
];
const DEFAULT_SLOW = 100;
const DEFAULT_STOP_TIMEOUT = 1_000;

/** Options with the defaults filled in. */
export interface ResolvedLoopOptions extends Omit<EventLoopOptions, "initializer" | "workerUrl"> {
  readonly name: string;
  readonly daemon: boolean;
  readonly debug: boolean;
  readonly slowCallbackDuration: number;
  readonly stopTimeout: number;
  readonly workerUrl: URL | undefined;
  /** Run on the loop before anything else, one after the other. */
  readonly initializers: readonly Work[];
}

let loops = 0;

/**
 * Checks the options of a loop and fills in the defaults.
 *
 * @param options What a caller gave.
 * @throws {TypeError} If one is of the wrong type, `workerUrl` no absolute URL, or the runtime cannot honour it.
 * @throws {RangeError} If a time is `NaN`, or `maxThreads` no positive integer.
 */
export function resolveLoopOptions(options: EventLoopOptions): ResolvedLoopOptions {
  checkOptions(options, "the loop");
  checkString(options.name, "name");
  checkBoolean(options.daemon, "daemon");
  checkBoolean(options.debug, "debug");
  checkCount(options.maxThreads, "maxThreads");
  checkFunction(options.onError, "option onError");
  checkStrings(options.env, "env");
  checkStringList(options.execArgv, "execArgv");
  checkBoolean(options.allowInline, "allowInline");
  checkBoolean(options.directConsole, "directConsole");
  checkPermissions(options.permissions);
  checkThreadOptions(options);
  const { daemon = true, debug = isDebugged(), slowCallbackDuration = DEFAULT_SLOW } = options;
  const { stopTimeout = DEFAULT_STOP_TIMEOUT } = options;
  checkTimeout(slowCallbackDuration, "slowCallbackDuration");
  checkTimeout(stopTimeout, "stopTimeout");
  checkTimeout(options.startTimeout, "startTimeout");
  const workerUrl = options.workerUrl === undefined ? undefined : toWorkerUrl(options.workerUrl);
  const initializers = takeInitializer(options.initializer);
  const name = options.name ?? `AsyncLoop-${loops++}`;
  const times = { slowCallbackDuration, stopTimeout };
  return { ...options, name, initializers, workerUrl, daemon, debug, ...times };
}

/** The default of the option. */
function isDebugged(): boolean {
  return runtime.environment("SIDELOOP_DEBUG") === "1";
}

function takeInitializer(initializer: Coroutine<unknown> | undefined): readonly Work[] {
  if (initializer === undefined) return [];
  return useCoroutine(initializer, (work) => {
    checkCloneable(work.args, "args");
    return [work];
  });
}

/** Whether that is what happens anyway. */
function isDefault(option: ThreadOption, value: unknown): boolean {
  return value === undefined || (option === "directConsole" && value === true);
}

function checkThreadOptions(options: EventLoopOptions): void {
  for (const option of THREAD_OPTIONS) {
    const reason = isDefault(option, options[option]) ? undefined : runtime.whyNot(option);
    if (reason !== undefined) throw new TypeError(`Cannot use option ${option}: ${reason}`);
  }
}
