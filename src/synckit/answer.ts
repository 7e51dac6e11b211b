/**
 * The side of a worker file: what its thread is asked to do. A thread has one worker file.
 *
 * @module
 */

import { setTimeout } from "../core/built_ins.ts";
import { CoroutineLoadError } from "../core/errors.ts";
import { isThenable } from "../core/thenable.ts";
import type { CoroutineFunction } from "../core/coroutine_type.ts";
import { coroutine } from "../coroutine/coroutine.ts";
import { loadModuleFile, urlOfPath } from "../runtime/files.ts";
import { onUncaught } from "../runtime/uncaught.ts";
import { applyGlobalShims } from "./global_shims.ts";
import { workerFunction } from "./run_as_worker.ts";
import type { AnyFn, GlobalShim } from "./types.ts";

/** A file may call `runAsWorker` after waiting for something else; looks, and milliseconds between them. */
const LOOKS = 50;
const PAUSE = 20;

/** Fails what the caller is blocked on. There is one caller, so there is one call. */
let fail: (error: unknown) => void = () => {};
let work: AnyFn;

/**
 * Loads the worker file.
 *
 * @param path Of the file.
 * @param shims What it expects to find.
 */
export const load: CoroutineFunction<[path: string, shims: readonly GlobalShim[]], void> =
  coroutine(import.meta, "load", (path: string, shims: readonly GlobalShim[]): Promise<void> => {
    onUncaught((error) => fail(error));
    return orUncaught(loadFile(path, shims));
  });

/**
 * Calls the worker file's function.
 *
 * @param args Its arguments.
 */
export const answer: CoroutineFunction<unknown[], unknown> = coroutine(
  import.meta,
  "answer",
  (...args: unknown[]): unknown => {
    const result: unknown = work(...args);
    return isThenable(result) ? orUncaught(result) : result;
  },
);

/** An error that nobody caught may be the reason why a promise never settles: it then has that of the caller. */
function orUncaught<T>(promise: PromiseLike<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    fail = reject;
    promise.then(resolve, reject);
  });
}

async function loadFile(path: string, shims: readonly GlobalShim[]): Promise<void> {
  await applyGlobalShims(shims, path);
  await loadModuleFile(path);
  for (let look = 0; look < LOOKS && workerFunction() === undefined; look++) {
    await new Promise<void>((resolve) => setTimeout(resolve, PAUSE));
  }
  work = workerFunction() ?? nothingToRun(urlOfPath(path));
}

function nothingToRun(module: string): never {
  throw new CoroutineLoadError(
    `Cannot use ${module} as a worker file: it does not call runAsWorker; have it call runAsWorker(fn) of sideloop/synckit at its top level`,
    { module, coroutineName: "runAsWorker" },
  );
}
