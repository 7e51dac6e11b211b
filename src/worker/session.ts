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
import { type Channel, receiveAll } from "../wire/channel.ts";
import { decodeError, encodeError } from "../wire/error_codec.ts";
import type { FromLoop, StopMode, ToLoop } from "../wire/messages.ts";
import { Job } from "./job.ts";
import { TaskObject } from "./task.ts";

type Call = Extract<ToLoop, { type: "call" }>;
type Post = Extract<ToLoop, { type: "post" }>;

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

  /**
   * @param channel To the submitter.
   * @param host The loop.
   */
  constructor(channel: Channel<FromLoop, ToLoop>, host: SessionHost) {
    this.#channel = channel;
    this.#host = host;
  }

  poll(): boolean {
    return receiveAll(this.#channel, (message) => this.#take(message));
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
        return this.#accept(message, this.#callJob(message));
      case "post":
        return this.#accept(message, this.#postJob(message));
      case "cancel":
        return this.#jobs.get(message.id)?.cancel(toCancelledError(decodeError(message.error)));
      case "stop":
        return this.#host.stop(message.mode);
      default:
        unreachable(message);
    }
  }

  #accept(message: Call | Post, job: Job): void {
    this.#jobs.set(message.id, job);
    this.#host.accept(job, message.type);
  }

  #callJob(call: Call): Job {
    const job: Job = new Job(call, new TaskObject(call.name, call.context), {
      started: () => {
        this.#host.vitals.countStarted();
        this.#channel.send({ type: "started", id: call.id }, { quiet: true });
      },
      ended: (outcome, begun) => {
        this.#host.vitals.countEnded(endingOf(outcome, begun));
        this.#answer(call.id, outcome, job.task);
        this.#forget(call.id, job);
      },
    });
    return job;
  }

  #postJob(post: Post): Job {
    const { name } = post.target;
    const job: Job = new Job(post, new TaskObject(name, undefined), {
      started: () => {},
      ended: (outcome) => {
        if (outcome.kind === "threw") {
          this.#host.report(outcome.error, `Exception in callback ${name}`, name);
        }
        this.#forget(post.id, job);
      },
    });
    return job;
  }

  /** Comes after the answer: the last job to go may end the thread. */
  #forget(id: number, job: Job): void {
    this.#jobs.delete(id);
    this.#host.release(job);
  }

  #answer(id: number, outcome: Outcome<unknown>, task: TaskObject): void {
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
