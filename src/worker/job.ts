/**
 * One piece of work in a loop: a call, whose end is told to its submitter, or a post, which nobody
 * waits for.
 *
 * @module
 */

import { isCancelled, toCancelledError } from "../core/cancellation.ts";
import { type CancelledError } from "../core/errors.ts";
import type { Outcome } from "../core/outcome.ts";
import { isThenable } from "../core/thenable.ts";
import type { Body } from "../coroutine/registry.ts";
import type { Work } from "../wire/messages.ts";
import { taskStorage } from "./current.ts";
import { findBody, loadModule } from "./loader.ts";
import { TaskObject } from "./task.ts";

/** What jobs tell as they go. */
export interface JobEvents {
  /** The job's body is about to run. */
  started(job: Job): void;
  /** The job is over. `begun` is false where its body never ran. */
  ended(job: Job, outcome: Outcome<unknown>, begun: boolean): void;
}

/** One piece of work in a loop. */
export class Job {
  /** What its submitter knows it by. */
  readonly id: number;
  /** What its code sees as the current task. */
  readonly task: TaskObject;
  readonly #work: Work;
  readonly #events: JobEvents;
  #state: "waiting" | "running" | "ended" = "waiting";

  /**
   * @param id What its submitter knows it by.
   * @param work What to do.
   * @param task As whom.
   * @param events Told as it goes.
   */
  constructor(id: number, work: Work, task: TaskObject, events: JobEvents) {
    this.id = id;
    this.#work = work;
    this.task = task;
    this.#events = events;
  }

  /** Whether its body has begun and not ended. */
  get running(): boolean {
    return this.#state === "running";
  }

  /** Runs it as soon as its module is there: at once, if it is there. */
  run(): void {
    if (this.#state !== "waiting") return;
    try {
      const body = findBody(this.#work.target);
      if (body !== undefined) this.#begin(body);
      else void loadModule(moduleOf(this.#work)).then(() => this.run());
    } catch (error) {
      this.#end({ kind: "threw", error }, false);
    }
  }

  /**
   * Cancels it. A body that has not begun never begins; one that runs is told.
   *
   * @param error Why.
   */
  cancel(error: CancelledError): void {
    this.task.cancelSoon(error);
    if (this.#state === "waiting") this.#end({ kind: "cancelled", error }, false);
  }

  #begin(body: Body): void {
    this.#state = "running";
    this.#events.started(this);
    try {
      const value = taskStorage().run(this.task, () => body(...this.#work.args));
      if (isThenable(value)) this.#await(value);
      else this.#returned(value);
    } catch (error) {
      this.#threw(error);
    }
  }

  #await(value: PromiseLike<unknown>): void {
    Promise.resolve(value).then((value) => this.#returned(value), (error) => this.#threw(error));
  }

  #returned(value: unknown): void {
    this.#end(this.#outcomeOf({ kind: "returned", value }), true);
  }

  #threw(error: unknown): void {
    this.#end(this.#outcomeOf({ kind: "threw", error }), true);
  }

  /**
   * A cancelled task ends as cancelled, whatever it returns; its own errors are kept, to be
   * reported.
   */
  #outcomeOf(outcome: Outcome<unknown>): Outcome<unknown> {
    const cancelledWith = this.task.cancelledWith;
    if (outcome.kind === "threw" && isCancelled(outcome.error)) {
      return { kind: "cancelled", error: cancelledWith ?? outcome.error };
    }
    if (cancelledWith === undefined || outcome.kind === "threw") return outcome;
    return { kind: "cancelled", error: cancelledWith };
  }

  #end(outcome: Outcome<unknown>, begun: boolean): void {
    this.#state = "ended";
    this.#events.ended(this, outcome, begun);
  }
}

function moduleOf({ target }: Work): string {
  return "module" in target ? target.module : "";
}

/** The error of a job that nobody wants any more. */
export function stoppedError(): CancelledError {
  return toCancelledError("The loop was stopped");
}
