import { resolveSyncOptions } from "./sync_options.ts";
import type { AnyFn, SyncFn, SynckitOptions } from "./types.ts";
import { WorkerFile } from "./worker_file.ts";
import { fileAt, pathOf } from "./worker_path.ts";

const made = new Map<string, SyncFn<AnyFn>>();

/**
 * Makes a synchronous function of a worker file, in which `runAsWorker` says what it does. The file has a thread of
 * its own, started by the first call.
 *
 * There is one function for each path: made again, it is the same one, with the options it was first made with.
 *
 * **Blocking**: the function blocks the calling thread until the result is there, or the time is up. It throws what
 * the worker file's function threw, a `TimeoutError` when the time is up, what the file failed with when it was
 * loaded, a `BrokenLoopError` if its thread died in that call, and a `SerializationError` for what cannot cross.
 *
 * **Cancellation**: a call whose time is up is cancelled, as `currentTask().signal` tells there.
 *
 * @typeParam T The worker file's function.
 * @param workerPath Where the file is: an absolute path, or a URL with the scheme `file:`.
 * @param timeoutOrOptions How long a call may take, in milliseconds, or options.
 * @returns The function. Its `[Symbol.dispose]()` ends the thread, and lets the function be made anew; nobody has to.
 * @throws {TypeError} If the path is not absolute, an option is of the wrong type or cannot be honoured, or this is a
 * browser.
 * @throws {RangeError} If the timeout is `NaN`.
 *
 * @example
 * ```ts
 * import { createSyncFn } from "sideloop/synckit";
 * import { assertEquals } from "@std/assert";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { writeFileSync } from "node:fs";
 *
 * const path = join(tmpdir(), "sideloop_synckit_example.mjs");
 * const entry = import.meta.resolve("sideloop/synckit");
 * writeFileSync(path, `import { runAsWorker } from "${entry}"; runAsWorker(async (n) => n * 2);`);
 *
 * const double = createSyncFn<(n: number) => Promise<number>>(path);
 * assertEquals(double(21), 42);
 * ```
 */
export function createSyncFn<T extends AnyFn>(
  workerPath: URL | string,
  timeoutOrOptions?: SynckitOptions | number,
): SyncFn<T> {
  const path = pathOf(workerPath);
  let fn = made.get(path);
  if (fn === undefined) made.set(path, fn = makeSyncFn(path, timeoutOrOptions));
  return fn as SyncFn<T>;
}

function makeSyncFn(
  path: string,
  timeoutOrOptions: SynckitOptions | number | undefined,
): SyncFn<AnyFn> {
  const file = new WorkerFile(resolveSyncOptions(timeoutOrOptions, fileAt(path)));
  const dispose = () => {
    if (made.get(path) === fn) made.delete(path);
    file.end();
  };
  const fn = Object.assign((...args: unknown[]) => file.call(args), { [Symbol.dispose]: dispose });
  return fn;
}
