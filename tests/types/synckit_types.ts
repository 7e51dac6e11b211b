/** Checked by the compiler alone: `sideloop/synckit`, against what synckit 0.12 publishes. */

import {
  type AnyFn,
  createSyncFn,
  DEFAULT_EXEC_ARGV,
  DEFAULT_GLOBAL_SHIMS,
  DEFAULT_GLOBAL_SHIMS_PRESET,
  DEFAULT_TIMEOUT,
  DEFAULT_TS_RUNNER,
  type GlobalShim,
  runAsWorker,
  type SyncFn,
  type Syncify,
  type SynckitOptions,
  TsRunner,
  type ValueOf,
} from "sideloop/synckit";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true
  : false;

/** What synckit declares, by hand. */
// deno-lint-ignore no-explicit-any
type TheirAnyFn<R = any, T extends any[] = any[]> = (...args: T) => R;
type TheirSyncify<T extends TheirAnyFn> = (...args: Parameters<T>) => Awaited<ReturnType<T>>;
interface TheirGlobalShim {
  moduleName: string;
  globalName?: string;
  named?: string | null;
  conditional?: boolean;
}
type TheirTsRunner =
  | "node"
  | "bun"
  | "ts-node"
  | "esbuild-register"
  | "esbuild-runner"
  | "oxc"
  | "swc"
  | "tsx";
interface TheirOptions {
  execArgv?: string[];
  globalShims?: TheirGlobalShim[] | boolean;
  timeout?: number;
  transferList?: (ArrayBuffer | MessagePort)[];
  tsRunner?: TheirTsRunner;
}

declare function format(source: string, options: { width: number }): Promise<string>;
declare const theirs: TheirOptions;

export function typesAreTheirs(): void {
  const same: true[] = [
    true satisfies Same<AnyFn, TheirAnyFn>,
    true satisfies Same<AnyFn<number, [string]>, TheirAnyFn<number, [string]>>,
    true satisfies Same<Syncify<typeof format>, TheirSyncify<typeof format>>,
    true satisfies Same<GlobalShim, TheirGlobalShim>,
    true satisfies Same<TsRunner, TheirTsRunner>,
    true satisfies Same<ValueOf<typeof TsRunner>, TheirTsRunner>,
    true satisfies Same<typeof DEFAULT_TIMEOUT, number | undefined>,
    true satisfies Same<typeof DEFAULT_EXEC_ARGV, string[]>,
    true satisfies Same<typeof DEFAULT_TS_RUNNER, TheirTsRunner | undefined>,
    true satisfies Same<typeof DEFAULT_GLOBAL_SHIMS, boolean>,
    true satisfies Same<typeof DEFAULT_GLOBAL_SHIMS_PRESET, TheirGlobalShim[]>,
    true satisfies Same<SynckitOptions["execArgv"], TheirOptions["execArgv"]>,
    true satisfies Same<SynckitOptions["timeout"], TheirOptions["timeout"]>,
    true satisfies Same<SynckitOptions["tsRunner"], TheirOptions["tsRunner"]>,
    true satisfies Same<SynckitOptions["globalShims"], TheirOptions["globalShims"]>,
  ];
  const options: SynckitOptions = theirs;
  return void [same, options];
}

export function functionsAreTyped(): void {
  const typed: Syncify<typeof format> = createSyncFn<typeof format>("/worker.js");
  const text: string = typed("a", { width: 80 });
  const disposable: SyncFn<typeof format> = createSyncFn(new URL("file:///worker.js"), 1_000);
  const inUsing: Disposable = disposable;
  const runner = createSyncFn<typeof format>("/worker.js", { tsRunner: TsRunner.TSX, timeout: 1 });
  const withLiteral = createSyncFn("/worker.ts", { tsRunner: "tsx", globalShims: true });
  // As in synckit, what names no function is not checked.
  const anything: number = withLiteral("a", 1, {}).whatever;
  const assigned: (source: string) => number = createSyncFn("/worker.js");
  // @ts-expect-error the result is a text
  const wrong: number = typed("a", { width: 80 });
  // @ts-expect-error an argument is missing
  typed("a");
  // @ts-expect-error there is no such runner
  createSyncFn("/worker.ts", { tsRunner: "babel" });
  // @ts-expect-error a path is required
  createSyncFn();
  return void [text, inUsing, runner, anything, assigned, wrong];
}

export function workersAreTyped(): void {
  const nothing: void = runAsWorker(format);
  runAsWorker((n: number) => n * 2);
  runAsWorker(async () => await Promise.resolve());
  // @ts-expect-error it must be a function
  runAsWorker("format");
  return void nothing;
}
