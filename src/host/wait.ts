import type { Future } from "../core/contract.ts";
import { checkTimeout } from "../core/deadline.ts";
import { deferred } from "../core/deferred.ts";
import { checkOptions, checkSignal } from "../core/options.ts";
import { awaitHere, followHere } from "../sync/awaiting.ts";
import { innerOf } from "../sync/future_inner.ts";
import { threadInbox } from "../sync/inbox.ts";
import {
  ALL_COMPLETED,
  checkFutures,
  checkMayBlock,
  checkReturnWhen,
  isNotified,
  type ReturnWhen,
  seatToWaitFor,
  Watch,
} from "./watch.ts";
import { within } from "./within.ts";

/**
 * How to wait, blocking.
 *
 * @category Futures
 */
export interface WaitSyncOptions {
  /** Milliseconds; `undefined` waits for ever, zero and negative values poll. */
  readonly timeout?: number;
  /** When to return (default `ALL_COMPLETED`). */
  readonly returnWhen?: ReturnWhen;
}

/**
 * How to wait.
 *
 * @category Futures
 */
export interface WaitOptions extends WaitSyncOptions {
  /** Ends this wait, and nothing else, when it is aborted. */
  readonly signal?: AbortSignal;
}

/**
 * What a wait found.
 *
 * @category Futures
 */
export interface WaitResult<F> {
  /** The futures whose work has ended: with a result, an error or a cancellation. */
  readonly done: Set<F>;
  /** The others. They go on. */
  readonly notDone: Set<F>;
}

/**
 * Waits for several futures, of whatever loops. Running out of time is no error. Keeps the process
 * alive.
 *
 * **Cancellation**: cancelling the calling task ends the wait and cancels no future.
 *
 * @param futures What to wait for; each counts once.
 * @param options How.
 * @returns Which are done and which are not, at the time of return.
 * @throws {TypeError} If `futures` is no iterable of futures, or an option is of the wrong type.
 * @throws {RangeError} If the timeout is `NaN`.
 * @throws {CancelledError} When the calling task is cancelled.
 * @throws The reason of the signal, when it is aborted.
 * @category Futures
 *
 * @example
 * ```ts
 * import { FIRST_COMPLETED, inline, wait, withWorker } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * await withWorker(async (worker) => {
 *   const quick = worker.submit(inline(() => 1));
 *   const never = worker.submit(inline(() => new Promise(() => {})));
 *   const { done, notDone } = await wait([quick, never], { returnWhen: FIRST_COMPLETED });
 *   assertEquals([done.has(quick), notDone.has(never)], [true, true]);
 *   never.cancel();
 * });
 * ```
 */
export function wait<F extends Future<unknown>>(
  futures: Iterable<F>,
  options: WaitOptions = {},
): Promise<WaitResult<F>> {
  const { all, ms, returnWhen } = check(futures, options);
  checkSignal(options.signal);
  return followHere(waitFor(all, ms, returnWhen, options.signal));
}

async function waitFor<F extends Future<unknown>>(
  futures: readonly F[],
  ms: number,
  returnWhen: ReturnWhen,
  signal: AbortSignal | undefined,
): Promise<WaitResult<F>> {
  signal?.throwIfAborted();
  const enough = deferred<void>();
  const watch = new Watch(futures, returnWhen, enough.resolve);
  const onAbort = () => enough.reject(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    await awaitHere(within(enough.promise, watch.satisfied ? 0 : ms));
    return partition(futures);
  } finally {
    signal?.removeEventListener("abort", onAbort);
    enough.resolve();
    watch.stop();
  }
}

/**
 * Waits for several futures, of whatever loops. Running out of time is no error.
 *
 * **Blocking**: blocks the calling thread.
 *
 * @param futures What to wait for; each counts once.
 * @param options How.
 * @returns Which are done and which are not, at the time of return.
 * @throws {TypeError} If `futures` is no iterable of futures, or an option is of the wrong type.
 * @throws {RangeError} If the timeout is `NaN`.
 * @throws {DeadlockError} If this very thread would have to do the work.
 * @category Futures
 *
 * @example
 * ```ts
 * import { AsyncWorker, inline, waitSync } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const worker = new AsyncWorker().start();
 * const futures = [1, 2, 3].map((n) => worker.submit(inline((n: number) => n * n, n)));
 * assertEquals(waitSync(futures, { timeout: 5_000 }).done.size, 3);
 * await worker.stop();
 * ```
 */
export function waitSync<F extends Future<unknown>>(
  futures: Iterable<F>,
  options: WaitSyncOptions = {},
): WaitResult<F> {
  const { all, ms, returnWhen } = check(futures, options);
  const watch = new Watch(all, returnWhen);
  try {
    if (!watch.satisfied) {
      checkMayBlock(all, ms, returnWhen === ALL_COMPLETED ? "all" : "any");
      threadInbox().block(() => watch.satisfied, ms, () => seatToWaitFor(all, returnWhen));
    }
    return partition(all);
  } finally {
    watch.stop();
  }
}

function check<F extends Future<unknown>>(futures: Iterable<F>, options: WaitSyncOptions) {
  checkOptions(options, "the wait");
  const { returnWhen = ALL_COMPLETED } = options;
  checkReturnWhen(returnWhen);
  return { all: checkFutures(futures), ms: checkTimeout(options.timeout), returnWhen };
}

function partition<F extends Future<unknown>>(futures: readonly F[]): WaitResult<F> {
  const done = new Set<F>();
  const notDone = new Set<F>();
  for (const future of futures) (isNotified(innerOf(future).state()) ? done : notDone).add(future);
  return { done, notDone };
}
