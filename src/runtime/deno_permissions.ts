/**
 * Loops with less permissions than the program, in Deno.
 *
 * Only its web `Worker` takes permissions, and only with the flag `--unstable-worker-options`; without it Deno ends the
 * process.
 *
 * @module
 */

import { entryUrl } from "./entry_url.ts";
import type { Thread, ThreadEvents, ThreadOptions } from "./types.ts";
import { threadOf, workerName } from "./web_worker.ts";

/** As much of the global scope as is used here. */
interface Scope {
  readonly Deno: {
    readonly permissions: { querySync(what: object): { readonly state: string } };
    readTextFileSync(path: string): string;
  };
  readonly Worker: new (url: URL, options: object) => Worker;
}

const scope = globalThis as unknown as Scope;

const COMMAND_LINE = "/proc/self/cmdline";
const FLAG = "--unstable-worker-options";
/** Says that the flag is on, where this program may not see it. */
const VARIABLE = "SIDELOOP_DENO_WORKER_OPTIONS";

/**
 * Why a loop cannot be given permissions of its own; `undefined` where it can.
 *
 * @param environment Reads a variable of the environment.
 */
export function whyNoPermissions(
  environment: (name: string) => string | undefined,
): string | undefined {
  if (environment(VARIABLE) === "1" || commandLine().includes(FLAG)) return undefined;
  return `Deno needs the flag ${FLAG} for it; where that is on and the program may not read its command line, set ${VARIABLE}=1`;
}

/** Deno does not tell its flags; Linux does. The user is not asked for a permission. */
function commandLine(): readonly string[] {
  const { permissions, readTextFileSync } = scope.Deno;
  try {
    const { state } = permissions.querySync({ name: "read", path: COMMAND_LINE });
    return state === "granted" ? readTextFileSync(COMMAND_LINE).split("\0") : [];
  } catch {
    return [];
  }
}

/**
 * Makes a thread with permissions of its own.
 *
 * @param options How it is made.
 * @param events What it tells.
 */
export function spawnWithPermissions(options: ThreadOptions, events: ThreadEvents): Thread {
  const { url = entryUrl(), permissions } = options;
  const name = workerName(options);
  const worker = new scope.Worker(url, { type: "module", name, deno: { permissions } });
  const thread = threadOf(worker, options, events, (message) => new Error(message));
  return { ...thread, unref: () => unref(worker) };
}

/** What Deno itself calls to have a worker keep nothing alive; it has no name. */
function unref(worker: Worker): void {
  for (const symbol of Object.getOwnPropertySymbols(scope.Worker.prototype)) {
    if (symbol.description === undefined) (worker as unknown as Refs)[symbol]?.(false);
  }
}

type Refs = Readonly<Record<symbol, ((isKept: boolean) => void) | undefined>>;
