/**
 * One submitter's connection, on the loop's side.
 *
 * @module
 */

import { isCancelled, toCancelledError } from "../core/cancellation.ts";
import { unreachable } from "../core/invariant.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Source } from "../sync/inbox.ts";
import type { Ending, Vitals } from "../sync/vitals.ts";
import type { Channel } from "../wire/channel.ts";
import { decodeError, encodeError } from "../wire/error_codec.ts";
import type { FromLoop, StopMode, ToLoop } from "../wire/messages.ts";
import { Job, type JobEvents } from "./job.ts";
import { TaskObject } from "./task.ts";

type Call = Extract<ToLoop, { type: "call" }>;
type Post = Extract<ToLoop, { type: "post" }>;

/**
 * How many messages are taken at a look: a flood must not keep timers waiting. A cancellation is not
 * left for later, since what it cancels must not begin.
 */
const MOST_AT_ONCE = 64;

const QUIET = { quiet: true } as const;

/** What a session asks of the loop it belongs to. */
export interface SessionHost {
  /** Counts what happens. */
  readonly vitals: Vitals;
  /** Takes a job that has arrived. */
  accept(job: Job, kind: "call" | "post"): void;
  /** A job is over. */
  release(job: Job): void;
  /** The submitter stops the loop. */
  stop(mode: StopMode): void;
  /** Tells the loop's owner of an error nobody else would see. */
  report(error: unknown, message: string, task?: string): void;
}

/** One submitter's connection, on the loop's side. */
export class Session implements Source {
  readonly #channel: Channel<FromLoop, ToLoop>;
  readonly #host: SessionHost;
  readonly #jobs = new Map<number, Job>();
  readonly #calls: JobEvents = {
    started: (job) => this.#callStarted(job),
    ended: (job, outcome, begun) => this.#callEnded(job, outcome, begun),
  };
  readonly #posts: JobEvents = {
    started: () => {},
    ended: (job, outcome) => this.#postEnded(job, outcome),
  };

  /**
   * @param channel To the submitter.
   * @param host The loop.
   */
  constructor(channel: Channel<FromLoop, ToLoop>, host: SessionHost) {
    this.#channel = channel;
    this.#host = host;
  }

  poll(): boolean {
    for (let taken = 0; taken < MOST_AT_ONCE || this.#channel.hasUrgent(); taken++) {
      const message = this.#channel.receive();
      if (message === undefined) return taken > 0;
      this.#take(message);
    }
    return true;
  }

  alarm(): number {
    return Infinity;
  }

  /**
   * Tells the submitter.
   *
   * @param message What.
   */
  tell(message: FromLoop): void {
    this.#channel.send(message);
  }

  #take(message: ToLoop): void {
    switch (message.type) {
      case "call":
        return this.#accept(message, new TaskObject(message.name, message.context), this.#calls);
      case "post":
        return this.#accept(message, new TaskObject(message.target.name, undefined), this.#posts);
      case "cancel":
        return this.#jobs.get(message.id)?.cancel(toCancelledError(decodeError(message.error)));
      case "stop":
        return this.#host.stop(message.mode);
      default:
        unreachable(message);
    }
  }

  #accept(message: Call | Post, task: TaskObject, events: JobEvents): void {
    const job = new Job(message.id, message, task, events);
    this.#jobs.set(message.id, job);
    this.#host.accept(job, message.type);
  }

  #callStarted({ id }: Job): void {
    this.#host.vitals.countStarted();
    this.#channel.send({ type: "started", id }, QUIET);
  }

  #callEnded(job: Job, outcome: Outcome<unknown>, begun: boolean): void {
    this.#host.vitals.countEnded(endingOf(outcome, begun));
    this.#answer(job, outcome);
    this.#forget(job);
  }

  #postEnded(job: Job, outcome: Outcome<unknown>): void {
    const { name } = job.task;
    if (outcome.kind === "threw") {
      this.#host.report(outcome.error, `Exception in callback ${name}`, name);
    }
    this.#forget(job);
  }

  /** Comes after the answer: the last job to go may end the thread. */
  #forget(job: Job): void {
    this.#jobs.delete(job.id);
    this.#host.release(job);
  }

  #answer({ id, task }: Job, outcome: Outcome<unknown>): void {
    if (outcome.kind === "returned") return this.#answerValue(id, outcome.value);
    if (outcome.kind === "cancelled") return this.#answerCancelled(id, outcome.error);
    if (task.cancelledWith === undefined) {
      return this.tell({ type: "threw", id, error: encodeError(outcome.error) });
    }
    this.#host.report(outcome.error, `Exception in cancelled coroutine ${task.name}`, task.name);
    this.#answerCancelled(id, task.cancelledWith);
  }

  #answerCancelled(id: number, error: unknown): void {
    this.tell({
      type: "cancelled",
      id,
      error: encodeError(isCancelled(error) ? error : toCancelledError(error)),
    });
  }

  #answerValue(id: number, value: unknown): void {
    try {
      this.tell({ type: "returned", id, value });
    } catch (error) {
      this.tell({ type: "threw", id, error: encodeError(error) });
    }
  }
}

function endingOf(outcome: Outcome<unknown>, begun: boolean): Ending {
  if (outcome.kind === "cancelled") return begun ? "cancelled" : "discarded";
  return outcome.kind === "returned" ? "completed" : "failed";
}
