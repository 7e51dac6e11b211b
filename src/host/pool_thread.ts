import type { CancelledError } from "../core/errors.ts";
import type { Outcome } from "../core/outcome.ts";
import { beginFuture, cancelFuture, type FutureObject, settleFuture } from "../sync/future.ts";
import { innerOf } from "../sync/future_inner.ts";
import type { LocalLoop } from "../wire/local_loop.ts";
import type { Work } from "../wire/messages.ts";
import type { SubmitOptions } from "./submit_options.ts";
import { resolveLoopOptions } from "./loop_options.ts";
import { OwnedLoop } from "./owned_loop.ts";
import type { AnySite } from "./site.ts";
import { onStreamOver, StreamObject } from "./stream.ts";
import { isNotified } from "./watch.ts";

/** What is to be done, and how. */
export interface PoolOrder {
  /** What. */
  readonly work: Work;
  /** How. */
  readonly options: SubmitOptions;
}

/** A call of `toThread` that has not ended. */
export interface PoolJob {
  /** What the caller has of it. */
  readonly future: FutureObject<never>;
  /** Where it was called. */
  readonly site: AnySite;
  /** What the thread is to do; kept while none does it. */
  order: PoolOrder | undefined;
  /** Who does it. */
  thread: PoolThread | undefined;
  /** Takes the listener off the signal again. */
  release: (() => void) | undefined;
  /** Takes back that it goes on after it was cancelled. */
  lingered: (() => void) | undefined;
}

/** Told that a job has really ended, perhaps from within a poll. */
export type OnEnded = (job: PoolJob, outcome: Outcome<never>) => void;

/** A thread of a pool: a loop that is handed one job at a time, which may block it: debug mode has no say there. */
export class PoolThread extends OwnedLoop {
  readonly #onEnded: OnEnded;
  #job: PoolJob | undefined;
  /** The job, as the loop runs it. */
  #call: FutureObject<never> | undefined;

  /**
   * Makes one, not started.
   *
   * @param name What it is called.
   * @param owner The loop that the work is done for.
   * @param onEnded Told that a job has ended.
   */
  constructor(name: string, owner: LocalLoop, onEnded: OnEnded) {
    const { maxThreads } = owner;
    super(resolveLoopOptions({
      name,
      debug: false, // which would report that its work blocks it
      ...(maxThreads !== undefined && { maxThreads }),
      onError: (error, { message, task }) => owner.report(error, message, task),
    }));
    this.#onEnded = onEnded;
  }

  /** Whether its thread is there, or begins to be. */
  get isUsable(): boolean {
    return !this.vitals.isGone() && this.isRunning();
  }

  /**
   * Takes a job; {@linkcode PoolThread.begin} must follow. Where it throws, nothing has changed.
   *
   * @param job Whose it is.
   * @param order What is to be done.
   * @throws {SerializationError} If an argument cannot cross.
   */
  accept(job: PoolJob, { work, options }: PoolOrder): void {
    const call = this.calls.submit(work, options, job.site) as FutureObject<never>;
    this.#job = job;
    this.#call = call;
    innerOf(call).observe(() => this.#look());
  }

  /** Goes to work. */
  begin(): void {
    if (this.hasStarted()) this.noteThread(true);
    else this.start();
  }

  /** It cannot begin, and nobody hears what becomes of its job. */
  drop(): void {
    this.#job = undefined;
    this.#call = undefined;
    this.close();
  }

  /**
   * Cancels its job, which is told and goes on to its end.
   *
   * @param error Why.
   */
  cancelJob(error: CancelledError): void {
    const call = this.#call;
    if (call === undefined) return;
    cancelFuture(call, error);
    this.calls.cancel(call, error);
  }

  /** Where the thread sits that must go on for the job to be done; -1 where it is not one alone. */
  seatOfJob(): number {
    return this.#call === undefined ? -1 : this.calls.seatOf(this.#call);
  }

  override poll(): boolean {
    const news = super.poll();
    if (news && this.#call !== undefined && innerOf(this.#call).state() === "running") {
      beginFuture((this.#job as PoolJob).future);
    }
    return news;
  }

  /** Its pool starts it where it was asked for, which may be in the middle of a poll, outside of all tasks. */
  protected override checkMayStart(): void {}

  #look(): void {
    const job = this.#job;
    const call = this.#call;
    if (job === undefined || call === undefined || !isNotified(innerOf(call).state())) return;
    const outcome = outcomeOf(call);
    const stream = outcome.kind === "returned" ? outcome.value as unknown : undefined;
    if (!(stream instanceof StreamObject)) return this.#end(job, outcome);
    onStreamOver(stream, () => this.#end(job, outcome));
    settleFuture(job.future, outcome);
  }

  #end(job: PoolJob, outcome: Outcome<never>): void {
    this.#job = undefined;
    this.#call = undefined;
    this.noteThread(false);
    this.#onEnded(job, outcome);
  }
}

/** Counts as a look: what becomes of the failure is the business of the pool's own future. */
function outcomeOf(call: FutureObject<never>): Outcome<never> {
  try {
    return { kind: "returned", value: call.result(0) };
  } catch (error) {
    return { kind: call.cancelled() ? "cancelled" : "threw", error };
  }
}
