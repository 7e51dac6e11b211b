/**
 * The tasks that code on this thread makes, as `createTask` does: what a session is to the work of a submitter,
 * this is to them.
 *
 * @module
 */

import type { Outcome } from "../core/outcome.ts";
import type { Work } from "../wire/messages.ts";
import { runtime } from "../runtime/select.ts";
import { UnseenFailures } from "../sync/unseen_failures.ts";
import { Job, type JobHost, type JobKind, reportCleanup } from "./job.ts";
import { findBodyHere } from "./loader.ts";
import type { Scope } from "./scope.ts";
import type { TaskObject } from "./task.ts";

/** How a task is made. */
export interface SpawnOptions {
  /** What it is called, in place of the coroutine's name. */
  readonly name?: string | undefined;
  /** What its code finds as `currentTask().context`. */
  readonly context?: unknown;
  /** The scope whose cancellation cancels it, too. */
  readonly parent?: Scope | undefined;
  /** Told how it ended, in place of the loop's exception handler. */
  readonly ended?: ((outcome: Outcome<unknown>) => void) | undefined;
}

/** What the tasks ask of the loop they belong to. */
export interface LocalTasksHost {
  /** Takes a job, to begin it in its turn. */
  accept(job: Job, kind: JobKind): void;
  /** A job is over. */
  release(job: Job): void;
  /** Reports an error nobody else would see. */
  report(error: unknown, message: string, task?: string): void;
}

/** The tasks that code on this thread makes. */
export class LocalTasks implements JobHost {
  readonly find = findBodyHere;
  readonly #host: LocalTasksHost;
  readonly #endings = new Map<Job, (outcome: Outcome<unknown>) => void>();
  readonly #unseen = new UnseenFailures(
    (error, message, { name }) => this.#host.report(error, message, name),
    (hook) => runtime.onExit(hook),
  );
  #lastId = 0;

  /** @param host The loop. */
  constructor(host: LocalTasksHost) {
    this.#host = host;
  }

  /**
   * Makes a task. Its body begins in its turn, after what the loop was handed before.
   *
   * @param work What it does; its arguments are not cloned.
   * @param options How.
   */
  spawn(work: Work, options: SpawnOptions): TaskObject<never> {
    const job = this.#make(work, options);
    this.#host.accept(job, "task");
    return job.task;
  }

  /**
   * The same, begun at once.
   *
   * @param work What it does; its arguments are not cloned.
   * @param options How.
   */
  spawnNow(work: Work, options: SpawnOptions): TaskObject<never> {
    const job = this.#make(work, options);
    this.#host.accept(job, "task");
    job.run();
    return job.task;
  }

  #make({ target, args }: Work, options: SpawnOptions): Job {
    const { name = target.name, context, parent, ended } = options;
    const job = new Job({ id: ++this.#lastId, target, args, name, context }, this, parent);
    if (ended !== undefined) this.#endings.set(job, ended);
    return job;
  }

  started(): void {}

  ended(job: Job, outcome: Outcome<unknown>): void {
    const ended = this.#endings.get(job);
    if (ended === undefined) this.#note(job, outcome);
    else ended(outcome);
    this.#endings.delete(job);
    this.#host.release(job);
  }

  looked({ task }: Job): void {
    this.#unseen.forget(task);
  }

  report(error: unknown, message: string, task: string): void {
    this.#host.report(error, message, task);
  }

  /** Reports the failures nobody has looked at. */
  reportUnseen(): void {
    this.#unseen.reportAll();
  }

  #note(job: Job, outcome: Outcome<unknown>): void {
    this.#unseen.keep(job.task);
    if (outcome.kind !== "threw" || job.cancelledWith === undefined) return;
    reportCleanup(job, outcome.error, this.#host);
  }
}
