import type { Future } from "../core/contract.ts";
import { checkTimeout, Deadline } from "../core/deadline.ts";
import { type Deferred, deferred } from "../core/deferred.ts";
import { TimeoutError } from "../core/errors.ts";
import { checkOptions } from "../core/options.ts";
import { awaitHere, followHere } from "../sync/awaiting.ts";
import { now } from "../sync/clock.ts";
import { threadInbox } from "../sync/inbox.ts";
import {
  checkFutures,
  checkMayBlock,
  FIRST_COMPLETED,
  onNotified,
  seatToWaitFor,
} from "./watch.ts";
import { within } from "./within.ts";

/**
 * How to iterate over futures as they finish.
 *
 * @category Futures
 */
export interface AsCompletedOptions {
  /** Milliseconds for the whole iteration, from the call on; `undefined` waits for ever. */
  readonly timeout?: number;
}

/**
 * A future that has finished, as `for await` gives it. TypeScript takes what `for await` gives for
 * awaited, which JavaScript does not do; without its `then` the type stays that of the future. Ask
 * it for its `result()`.
 *
 * @category Futures
 */
export type CompletedFuture<F> = F & { readonly then: never };

/**
 * Futures as they finish, for `for` and for `for await`.
 *
 * @category Futures
 */
export interface Completed<F> extends Iterable<F>, AsyncIterable<CompletedFuture<F>> {}

/**
 * Gives futures in the order in which they finish, those that have already finished first: failed
 * and cancelled ones too, each once. It can be iterated once, with `for await` or with `for`;
 * leaving the loop early lets go of the futures and cancels none.
 *
 * **Blocking**: `for` blocks the calling thread between the futures; `for await` does not block,
 * and keeps the process alive.
 *
 * **Cancellation**: cancelling the calling task ends `for await` and cancels no future.
 *
 * @param futures What to wait for; each counts once.
 * @param options How.
 * @throws {TypeError} If `futures` is no iterable of futures.
 * @throws {RangeError} If the timeout is `NaN`.
 * @throws {CancelledError} From `for await`, when the calling task is cancelled.
 * @throws {TimeoutError} From the iteration, after the finished futures, when the time is up.
 * @throws {DeadlockError} From `for`, if this very thread would have to do the work.
 * @category Futures
 *
 * @example
 * ```ts
 * import { asCompleted, inline, withWorker } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * await withWorker(async (worker) => {
 *   const futures = [1, 2, 3].map((n) => worker.submit(inline((n: number) => n, n)));
 *   const values: number[] = [];
 *   for await (const future of asCompleted(futures)) values.push(future.result());
 *   assertEquals(values.sort(), [1, 2, 3]);
 * });
 * ```
 */
export function asCompleted<F extends Future<unknown>>(
  futures: Iterable<F>,
  options: AsCompletedOptions = {},
): Completed<F> {
  checkOptions(options, "asCompleted");
  const timeout = checkTimeout(options.timeout);
  return new Completions(checkFutures(futures), timeout);
}

/** The iterators are written by hand: a generator would unwrap the futures, which are thenables. */
class Completions<F extends Future<unknown>> implements Completed<F> {
  readonly #total: number;
  readonly #deadline: Deadline;
  readonly #open = new Map<F, () => void>();
  readonly #finished: CompletedFuture<F>[] = [];
  #news: Deferred<void> | undefined;

  constructor(futures: readonly F[], timeout: number) {
    this.#total = futures.length;
    this.#deadline = new Deadline(timeout, now);
    for (const future of futures) this.#watch(future);
  }

  [Symbol.asyncIterator](): AsyncIterator<CompletedFuture<F>, undefined> {
    return {
      next: () => followHere(this.#nextAsync()),
      return: () => followHere(Promise.resolve(this.#stop())),
    };
  }

  async #nextAsync(): Promise<IteratorResult<CompletedFuture<F>, undefined>> {
    while (this.#mustWait() && this.#deadline.remaining() > 0) await this.#wait();
    return this.#next();
  }

  [Symbol.iterator](): Iterator<F, undefined> {
    return {
      next: () => {
        if (this.#mustWait()) this.#block();
        return this.#next();
      },
      return: () => this.#stop(),
    };
  }

  #watch(future: F): void {
    const unobserve = onNotified(future, () => {
      this.#open.delete(future);
      this.#finished.push(future as CompletedFuture<F>);
      this.#tell();
    });
    if (unobserve !== undefined) this.#open.set(future, unobserve);
  }

  #mustWait(): boolean {
    threadInbox().poll();
    return this.#finished.length === 0 && this.#open.size > 0;
  }

  /** Several steps may wait at once; all look again when a future finishes. */
  async #wait(): Promise<void> {
    this.#news ??= deferred();
    const waiting = within(this.#news.promise, this.#deadline.remaining());
    await awaitHere(waiting, () => this.#tell());
  }

  #tell(): void {
    this.#news?.resolve();
    this.#news = undefined;
  }

  #block(): void {
    const remaining = this.#deadline.remaining();
    checkMayBlock(this.#open.keys(), remaining, "any");
    threadInbox().block(
      () => this.#finished.length > 0,
      remaining,
      () => seatToWaitFor(this.#open.keys(), FIRST_COMPLETED),
    );
  }

  #next(): IteratorResult<CompletedFuture<F>, undefined> {
    const value = this.#finished.shift();
    if (value !== undefined) return { value, done: false };
    if (this.#open.size === 0) return { value: undefined, done: true };
    const open = this.#open.size;
    this.#stop();
    throw new TimeoutError(`${open} (of ${this.#total}) futures unfinished`, {
      code: "WAIT_TIMEOUT",
    });
  }

  #stop(): IteratorResult<CompletedFuture<F>, undefined> {
    for (const unobserve of this.#open.values()) unobserve();
    this.#open.clear();
    this.#finished.length = 0;
    this.#tell();
    return { value: undefined, done: true };
  }
}
