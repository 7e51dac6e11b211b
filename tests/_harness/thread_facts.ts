/**
 * What the thread of a test can do.
 *
 * @module
 */

/** Of this object, which only browsers lack, what tests use. */
export interface ProcessLike {
  readonly env: Readonly<Record<string, string | undefined>>;
  getBuiltinModule(name: string): unknown;
}

const scope = globalThis as unknown as {
  readonly process?: ProcessLike;
  readonly document?: unknown;
  readonly navigator?: { readonly hardwareConcurrency: number };
  readonly crossOriginIsolated?: boolean;
};

/** Missing in a browser. */
export const process: ProcessLike | undefined = scope.process;

/** Whether this is a thread of a browser. */
export const isBrowser: boolean = process === undefined;

/** Whether threads can share memory. */
export const sharesMemory: boolean = !isBrowser || scope.crossOriginIsolated === true;

/** Whether this thread may block: not that of a window, nor any without shared memory. */
export const canBlock: boolean = sharesMemory && scope.document === undefined;

/** How many threads the hardware runs at a time. Node 20 has no `navigator`. */
export const cores: number = scope.navigator?.hardwareConcurrency ??
  (process?.getBuiltinModule("node:os") as typeof import("node:os")).availableParallelism();
