/**
 * The types that programs written for synckit import. They have its names and its shapes, so that such a program is
 * checked as it was before.
 *
 * @module
 */

import type { TsRunner } from "./ts_runner.ts";

/**
 * Any function. Its parameters and results are `any`, as they are in synckit: a program that names no function goes
 * on to be checked as little as it was.
 *
 * @typeParam R What it returns.
 * @typeParam T Its parameters.
 *
 * @example
 * ```ts
 * import type { AnyFn } from "sideloop/synckit";
 * import { assertEquals } from "@std/assert";
 *
 * const double: AnyFn<number, [number]> = (n) => n * 2;
 * assertEquals(double(21), 42);
 * ```
 */
// deno-lint-ignore no-explicit-any
export type AnyFn<R = any, T extends any[] = any[]> = (...args: T) => R;

/**
 * A function that gives at once what another one promises.
 *
 * @typeParam T The function in the worker file.
 *
 * @example
 * ```ts
 * import type { Syncify } from "sideloop/synckit";
 * import { assertEquals } from "@std/assert";
 *
 * const length: Syncify<(text: string) => Promise<number>> = (text) => text.length;
 * assertEquals(length("abc"), 3);
 * ```
 */
export type Syncify<T extends AnyFn> = (...args: Parameters<T>) => Awaited<ReturnType<T>>;

/**
 * What {@linkcode createSyncFn} makes. It can be disposed of, which ends its thread; the next call starts another.
 *
 * @typeParam T The function in the worker file.
 */
export type SyncFn<T extends AnyFn> = Syncify<T> & {
  // Not by the name `Disposable`: where a program's libraries lack that, its functions would be `any`.
  /** Ends the thread. */
  [Symbol.dispose](): void;
};

/**
 * The values of an object.
 *
 * @typeParam T The object.
 */
export type ValueOf<T> = T[keyof T];

/** A module that gives the worker file a global that the runtime lacks. */
export interface GlobalShim {
  /** The module, as the worker file would import it; where it is not installed, nothing happens. */
  moduleName: string;
  /** The global that it gives; without one the module is imported for what it does. */
  globalName?: string;
  /** The export that is meant: `undefined` and `""` the default one, `null` all of them as an object. */
  named?: string | null;
  /** `false` where a global that the runtime has is replaced, too (default: it is kept). */
  conditional?: boolean;
}

/** How the thread of a worker file is made, and how long a call may take. */
export interface SynckitOptions {
  /**
   * Command line options of the runtime for the thread (default: the environment variable `SYNCKIT_EXEC_ARGV`, split
   * at commas, or else those of the process). Node only.
   */
  execArgv?: string[];
  /**
   * Modules that give the worker file the globals it expects; `true` stands for
   * {@linkcode DEFAULT_GLOBAL_SHIMS_PRESET} (default: the environment variable `SYNCKIT_GLOBAL_SHIMS`).
   */
  globalShims?: GlobalShim[] | boolean;
  /**
   * How long a call may take, the start of the thread included, in milliseconds (default: the environment variable
   * `SYNCKIT_TIMEOUT`, or else for ever).
   */
  timeout?: number;
  /**
   * Objects that move to the thread with the first call instead of being copied: buffers, ports, streams. They are
   * found where the arguments of that call have them.
   */
  transferList?: object[];
  /**
   * What reads a worker file in TypeScript (default: the environment variable `SYNCKIT_TS_RUNNER`, or else the
   * runtime). Without meaning for one in JavaScript.
   */
  tsRunner?: TsRunner;
  /**
   * Taken and without effect: a result may have any size.
   *
   * @deprecated Later versions of synckit do not have it.
   */
  bufferSize?: number;
}
