/**
 * The threads that do blocking and CPU-bound work for one thread.
 *
 * Each is an event loop with one job at a time, so a job is what any coroutine of a loop is. A job's future
 * belongs to the pool; the future of the loop that does it stays inside.
 *
 * Invariants:
 * - A job is in `jobs` from its call until it has really ended, whatever its future says.
 * - Where a job waits, so many threads are busy as its limit allows.
 * - All that happens in `ended` may happen in the middle of a poll, a blocked one too: it runs no code of the user,
 *   and starts the next job, so that a thread may block on a job that waits.
 *
 * @module
 */

import { toCancelledError } from "../core/cancellation.ts";
import type { EventLoop, Future } from "../core/contract.ts";
import { type Deferred, deferred } from "../core/deferred.ts";
import type { CancelledError } from "../core/errors.ts";
import { checkCount } from "../core/options.ts";
import type { Outcome } from "../core/outcome.ts";
import { runtime } from "../runtime/select.ts";
import { currentThread } from "../runtime/this_thread.ts";
import { cancelFuture, FutureObject, settleFuture } from "../sync/future.ts";
import type { ProducedFuture, Producer } from "../sync/producer.ts";
import { UnseenFailures } from "../sync/unseen_failures.ts";
import { type Annex, localHandle, type LocalLoop, localLoop } from "../wire/local_loop.ts";
import { cloneMessage } from "../wire/message_check.ts";
import type { Work } from "../wire/messages.ts";
import { checkSendable } from "../wire/value_codec.ts";
import { checkSubmitOptions, onAbort, type SubmitOptions } from "./submit_options.ts";
import { IdleThreads } from "./idle_threads.ts";
import { PoolQueue } from "./pool_queue.ts";
import { type PoolJob, type PoolOrder, PoolThread } from "./pool_thread.ts";
import type { AnySite } from "./site.ts";

/**
 * How work is handed to a pool of threads.
 *
 * @category Inside a coroutine
 */
export interface ToThreadOptions extends SubmitOptions {
  /**
   * The work begins when fewer threads of the pool than this are busy (default: the option of
   * the loop, else as many as can run at once).
   */
  readonly maxThreads?: number;
}

/** The threads that do blocking and CPU-bound work for one thread. */
export class ThreadPool implements Producer, Annex {
  readonly isElsewhere = true;
  readonly #owner: LocalLoop;
  readonly #name = currentThread().name;
  readonly #jobs = new Map<number, PoolJob>();
  readonly #queue = new PoolQueue((id) => this.#jobs.has(id));
  readonly #unseen = new UnseenFailures(
    (error, message, { name }) => this.#owner.report(error, message, name),
    (hook) => runtime.onExit(hook),
  );
  readonly #idle = new IdleThreads();
  #busy = 0;
  #made = 0;
  #lastId = 0;
  #isStarting = false;
  #allEnded: Deferred<void> | undefined;

  /** @param owner The loop of the thread that the work is done for. */
  constructor(owner: LocalLoop) {
    this.#owner = owner;
    owner.adopt(this);
  }

  /** The loop that the work is done for. */
  get loop(): EventLoop {
    return localHandle();
  }

  /**
   * Has work done. Where it throws, nothing has changed.
   *
   * @param work What.
   * @param options How.
   * @param site Where it was asked for.
   */
  submit(work: Work, options: ToThreadOptions, site: AnySite): Future<unknown> {
    checkSubmitOptions(options);
    checkCount(options.maxThreads, "maxThreads");
    const limit = options.maxThreads ?? this.#owner.maxThreads ?? runtime.cores;
    const { signal, name = work.target.name, transfer = [], context } = options;
    const future = new FutureObject<never>(name, this, ++this.#lastId);
    if (signal?.aborted) {
      checkSendable(work.args, "args", transfer);
      settleFuture(future, { kind: "cancelled", error: toCancelledError(signal.reason) });
      return future;
    }
    const job = newJob(future, site);
    const order = { work, options: { name, transfer, context } };
    if (this.#busy < limit) this.#start(job, order);
    else this.#wait(job, order, limit);
    if (this.#jobs.has(future.id)) {
      job.release = onAbort(signal, (reason) => this.#abort(future, reason));
    }
    return future;
  }

  cancel({ id }: ProducedFuture, error: CancelledError): void {
    const job = this.#jobs.get(id);
    if (job === undefined) return;
    if (job.thread === undefined) this.#settle(job, { kind: "cancelled", error });
    else job.thread.cancelJob(error);
  }

  checkMayBlock(timeout: number, { id }: ProducedFuture): void {
    this.#jobs.get(id)?.thread?.checkMayBlock(timeout);
  }

  /** A job that waits for a thread may get any. */
  seatOf({ id }: ProducedFuture): number {
    return this.#jobs.get(id)?.thread?.seatOfJob() ?? -1;
  }

  looked(future: ProducedFuture): void {
    this.#unseen.forget(future as FutureObject<never>);
  }

  report({ name }: ProducedFuture, error: unknown, message: string): void {
    this.#owner.report(error, message, name);
  }

  cancelAll(error: CancelledError): void {
    for (const job of [...this.#jobs.values()]) {
      cancelFuture(job.future, error);
      this.cancel(job.future, error);
    }
    this.#tellLingering();
  }

  async ended(): Promise<void> {
    this.#tellLingering();
    while (this.#jobs.size > 0) await (this.#allEnded ??= deferred()).promise;
  }

  async close(): Promise<void> {
    await this.ended();
    this.#unseen.reportAll();
    this.#idle.endAll();
  }

  #abort(future: FutureObject<never>, reason: unknown): void {
    if (!future.cancel(reason)) this.cancel(future, toCancelledError(reason));
  }

  #start(job: PoolJob, order: PoolOrder): void {
    const thread = this.#idle.take() ?? this.#makeThread();
    try {
      thread.accept(job, order);
    } catch (error) {
      this.#giveBack(thread);
      throw error;
    }
    job.thread = thread;
    this.#jobs.set(job.future.id, job);
    this.#busy += 1;
    try {
      thread.begin();
    } catch (error) {
      this.#takeBack(job, thread);
      throw error;
    }
  }

  /** The thread cannot be started. */
  #takeBack({ future: { id } }: PoolJob, thread: PoolThread): void {
    this.#jobs.delete(id);
    this.#busy -= 1;
    this.#made -= 1;
    thread.drop();
  }

  #makeThread(): PoolThread {
    const name = `${this.#name}-pool_${this.#made++}`;
    return new PoolThread(name, this.#owner, (job, outcome) => this.#ended(job, outcome));
  }

  #giveBack(thread: PoolThread): void {
    if (thread.hasStarted()) return this.#idle.keep(thread);
    this.#made -= 1;
    thread.close();
  }

  /** What the caller does with the arguments afterwards must not be seen by a job that waits. */
  #wait(job: PoolJob, { work, options }: PoolOrder, limit: number): void {
    const { future: { id, name } } = job;
    const { transfer = [], context } = options;
    const [copy, moved] = cloneMessage({ type: "call", id, name, context, ...work }, transfer);
    job.order = { work: copy, options: { name, transfer: moved, context: copy.context } };
    this.#jobs.set(id, job);
    this.#queue.push(id, limit);
  }

  #ended(job: PoolJob, outcome: Outcome<never>): void {
    const thread = job.thread as PoolThread;
    this.#busy -= 1;
    if (!thread.vitals.isGone()) this.#idle.keep(thread);
    job.lingered?.();
    this.#settle(job, outcome);
    this.#startWaiting();
  }

  /** A thread that cannot be started ends its job at once: the next one must not pile up on it. */
  #startWaiting(): void {
    if (this.#isStarting) return;
    this.#isStarting = true;
    let id = this.#queue.take(this.#busy);
    for (; id !== undefined; id = this.#queue.take(this.#busy)) {
      this.#startQueued(this.#jobs.get(id) as PoolJob);
    }
    this.#isStarting = false;
  }

  #startQueued(job: PoolJob): void {
    const order = job.order as PoolOrder;
    job.order = undefined;
    try {
      this.#start(job, order);
    } catch (error) {
      this.#settle(job, { kind: "threw", error });
    }
  }

  #settle(job: PoolJob, outcome: Outcome<never>): void {
    this.#jobs.delete(job.future.id);
    job.release?.();
    settleFuture(job.future, outcome);
    this.#unseen.keep(job.future);
    if (this.#jobs.size > 0) return;
    this.#allEnded?.resolve();
    this.#allEnded = undefined;
  }

  #tellLingering(): void {
    for (const job of this.#jobs.values()) {
      if (job.thread !== undefined) job.lingered ??= this.#owner.lingers(job.future.name);
    }
  }
}

function newJob(future: FutureObject<never>, site: AnySite): PoolJob {
  return {
    future,
    site,
    order: undefined,
    thread: undefined,
    release: undefined,
    lingered: undefined,
  };
}

let pool: ThreadPool | undefined;

/** The pool of this thread. */
export function threadPool(): ThreadPool {
  return pool ??= new ThreadPool(localLoop());
}
