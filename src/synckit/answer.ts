/**
 * The side of a worker file: what its thread is asked to do. A thread has one worker file.
 *
 * @module
 */

import { setTimeout } from "../core/built_ins.ts";
import type { CoroutineFunction } from "../core/coroutine_type.ts";
import { CoroutineLoadError } from "../core/errors.ts";
import { isThenable } from "../core/thenable.ts";
import { nameWork } from "../coroutine/coroutine_object.ts";
import { moduleUrl } from "../coroutine/module_url.ts";
import { type Body, register, registered } from "../coroutine/registry.ts";
import { loadFile, requireFile, urlOfPath } from "../runtime/files.ts";
import { onUncaught } from "../runtime/uncaught.ts";
import type { Target } from "../wire/messages.ts";
import { applyGlobalShims } from "./global_shims.ts";
import { workerFunction } from "./run_as_worker.ts";
import type { AnyFn, GlobalShim } from "./types.ts";

/** How a worker file is loaded. */
export interface Loading {
  /** Its absolute path. */
  readonly path: string;
  /** Whether it is required, so that what has hooked itself into `require` reads it. */
  readonly isRequired: boolean;
  /** What it expects to find. */
  readonly globalShims: readonly GlobalShim[];
}

/** A file may call `runAsWorker` after waiting for something else; looks, and milliseconds between them. */
const LOOKS = 50;
const PAUSE = 20;

/** Fails what the caller is blocked on. There is one caller, so there is one call. */
let fail: (error: unknown) => void = () => {};
let fn: AnyFn;

/** Loads the worker file. */
export const load: CoroutineFunction<[loading: Loading], void> = nameWork(
  target("load", (loading) => {
    onUncaught((error) => fail(error));
    return orUncaught(prepare(loading as Loading));
  }),
);

/** What calls the worker file's function with its arguments. */
export const ANSWER: Target = target("answer", (...args) => {
  const result: unknown = fn(...args);
  return isThenable(result) ? orUncaught(result) : result;
});

/**
 * Registers work of this module. What compiles worker files may load the module a second time, under the same URL; what
 * was registered first counts.
 */
function target(name: string, body: Body): Target & { readonly module: string } {
  const module = moduleUrl(import.meta);
  if (registered(module, name) === undefined) register(module, name, body);
  return { kind: "registered", module, name };
}

/** An error that nobody caught may be the reason why a promise never settles: it then has that of the caller. */
function orUncaught<T>(promise: PromiseLike<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    fail = reject;
    promise.then(resolve, reject);
  });
}

async function prepare({ path, isRequired, globalShims }: Loading): Promise<void> {
  await applyGlobalShims(globalShims, path);
  await (isRequired ? requireFile(path) : loadFile(path));
  for (let look = 0; look < LOOKS && workerFunction() === undefined; look++) {
    await new Promise<void>((resolve) => setTimeout(resolve, PAUSE));
  }
  fn = workerFunction() ?? nothingToRun(urlOfPath(path));
}

function nothingToRun(module: string): never {
  throw new CoroutineLoadError(
    `Cannot use ${module} as a worker file: it does not call runAsWorker; have it call runAsWorker(fn) of sideloop/synckit at its top level`,
    { module, coroutineName: "runAsWorker" },
  );
}
