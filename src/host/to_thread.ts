import type { Future } from "../core/contract.ts";
import type { Coroutine } from "../core/coroutine_type.ts";
import { importGuardError } from "../coroutine/import_guard.ts";
import { useCoroutine, workOf } from "../coroutine/coroutine_object.ts";
import { currentThread } from "../runtime/this_thread.ts";
import { localLoop } from "../wire/local_loop.ts";
import { newSite, noteSite } from "./site.ts";
import { threadPool, type ToThreadOptions } from "./thread_pool.ts";

/**
 * Runs blocking or CPU-bound work on a thread of a pool, so that the loop of the calling thread goes on. The
 * function may be synchronous or asynchronous.
 *
 * Each thread has a pool of its own. Its threads do one job at a time; they are made when none is idle, used again
 * and again, and ended after 10 s without work. They keep no process alive; awaiting a job does.
 *
 * **Ordering**: jobs that find no thread wait, first in, first out.
 *
 * **Cancellation**: a job that waits never runs. One that runs is told: by `currentTask().checkCancelled()` even
 * where it never awaits. It goes on to its end, its result is dropped, `settled` tells when; no thread is ever
 * terminated for the sake of one job. Cancelling a task that awaits the job cancels the job.
 *
 * **After close**: stopping the loop cancels its jobs, and waits for those that run until `stopTimeout` is over.
 *
 * @param coroutine What to run. It is used up.
 * @param options How.
 * @returns The future of its result.
 * @throws {TypeError} If `coroutine` is no coroutine, or an option of the wrong type.
 * @throws {RangeError} If `maxThreads` is no positive integer.
 * @throws {InvalidStateError} If the coroutine was used before, or a module that a loop imports calls this at its
 * top level.
 * @throws {SerializationError} If an argument cannot cross.
 * @throws {LoopLimitError} If it needs a thread and there are as many as there may be, see `EventLoop.start`.
 * @category Inside a coroutine
 *
 * @example
 * ```ts
 * import { inline, toThread } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const sum = inline((n: number) => {
 *   let total = 0;
 *   for (let i = 1; i <= n; i++) total += i;
 *   return total;
 * }, 1_000_000);
 * assertEquals(await toThread(sum), 500_000_500_000);
 * ```
 */
export function toThread<T>(coroutine: Coroutine<T>, options: ToThreadOptions = {}): Future<T> {
  if (localLoop().isOutsideTasks()) throw importGuardError(currentThread().name);
  const site = newSite(workOf(coroutine), false);
  const future = useCoroutine(coroutine, (work) => threadPool().submit(work, options, site));
  noteSite(site, toThread);
  return future as Future<T>;
}
