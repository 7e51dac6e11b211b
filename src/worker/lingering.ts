/**
 * What the loop's owner cannot know by itself: which tasks, of those that it did not submit, go on after they
 * were cancelled. It reports them by name when it has to terminate the thread.
 *
 * @module
 */

import type { Job, JobKind } from "./job.ts";

/** Who is told. */
export interface LingeringHost {
  /** A task goes on. */
  lingers(id: number, task: string): void;
  /** It has ended after all. */
  lingered(id: number): void;
}

/** The tasks that go on after they were cancelled. */
export class Lingering {
  readonly #host: LingeringHost;
  readonly #endings = new Map<Job, () => void>();
  #lastId = 0;

  /** @param host Who is told. */
  constructor(host: LingeringHost) {
    this.#host = host;
  }

  /**
   * Tells of the tasks that are left, each once.
   *
   * @param jobs What is left, and of what kind; of calls the owner knows.
   */
  tell(jobs: ReadonlyMap<Job, JobKind>): void {
    for (const [job, kind] of jobs) {
      if (kind === "call" || !job.running || this.#endings.has(job)) continue;
      this.#endings.set(job, this.add(job.name));
    }
  }

  /**
   * Tells of work that goes on.
   *
   * @param task What it is called.
   * @returns Says that it has ended after all.
   */
  add(task: string): () => void {
    const id = ++this.#lastId;
    this.#host.lingers(id, task);
    return () => this.#host.lingered(id);
  }

  /**
   * A job is over.
   *
   * @param job The job.
   */
  ended(job: Job): void {
    this.#endings.get(job)?.();
    this.#endings.delete(job);
  }
}
