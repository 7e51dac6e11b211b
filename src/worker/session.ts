/**
 * One submitter's connection, on the loop's side.
 *
 * @module
 */

import { isCancelled, toCancelledError } from "../core/cancellation.ts";
import type { CancelledError } from "../core/errors.ts";
import type { Port } from "../core/port.ts";
import { unreachable } from "../core/invariant.ts";
import type { Outcome } from "../core/outcome.ts";
import { type Source, threadInbox } from "../sync/inbox.ts";
import { type Ending, Vitals } from "../sync/vitals.ts";
import type { Channel } from "../wire/channel.ts";
import { decodeError, encodeError } from "../wire/error_codec.ts";
import type { FromLoop, StopMode, ToLoop, Work } from "../wire/messages.ts";
import { Job, type JobHost, type JobKind, reportCleanup } from "./job.ts";
import { resultWatch } from "./result_watch.ts";
import { namedHook, type StopHook } from "./stop_hooks.ts";

type Call = Extract<ToLoop, { type: "call" }>;
type Post = Extract<ToLoop, { type: "post" }>;
type Close = Extract<ToLoop, { type: "close" }>;
type OnStop = Extract<ToLoop, { type: "onStop" }>;

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
  /** Gives a body, if it can be had without an import. */
  readonly find: JobHost["find"];
  /** Takes a job that has arrived. */
  accept(job: Job, kind: JobKind): void;
  /** Registers what runs when the loop is stopped. Gives what takes it back. */
  addStopHook(hook: StopHook): () => void;
  /** A job goes on and nobody waits for its end: it has given its answer, a stream, or its submitter is gone. */
  setAside(job: Job): void;
  /** A job is over. */
  release(job: Job): void;
  /** The submitter stops the loop. */
  stop(mode: StopMode, timeout: number): void;
  /** The submitter has something done before anything else. */
  initialize(work: Work): void;
  /** The submitter passes the loop on to another thread. */
  admit(port: Port, guest: Vitals): void;
  /** Tells the loop's owner of an error nobody else would see. */
  report(error: unknown, message: string, task?: string): void;
}

/** One submitter's connection, on the loop's side. */
export class Session implements Source {
  readonly #channel: Channel<FromLoop, ToLoop>;
  readonly #host: SessionHost;
  readonly #jobs = new Map<number, Job>();
  readonly #hooks = new Map<number, () => void>();
  readonly #calls: JobHost;
  readonly #posts: JobHost;
  readonly #callKind: JobKind;

  /**
   * @param channel To the submitter.
   * @param host The loop.
   * @param callKind What its calls are to the loop.
   */
  constructor(channel: Channel<FromLoop, ToLoop>, host: SessionHost, callKind: JobKind) {
    this.#channel = channel;
    this.#host = host;
    this.#callKind = callKind;
    const report: JobHost["report"] = (error, message, task) => host.report(error, message, task);
    this.#calls = {
      find: host.find,
      started: (job) => this.#callStarted(job),
      streams: (job) => this.#callStreams(job),
      sendItem: ({ id, name }, value) => {
        this.tell({ type: "item", id, value });
        resultWatch?.look(value, "item", name);
      },
      ended: (job, outcome, begun) => this.#callEnded(job, outcome, begun),
      report,
    };
    this.#posts = {
      find: host.find,
      started: () => {},
      ended: (job, outcome) => this.#postEnded(job, outcome),
      report,
    };
  }

  poll(): boolean {
    for (let taken = 0; taken < MOST_AT_ONCE || this.#channel.hasUrgent(); taken++) {
      const message = this.#channel.receive();
      if (message === undefined) return taken > 0;
      this.#take(message);
    }
    return true;
  }

  hasUrgent(): boolean {
    return this.#channel.hasUrgent();
  }

  alarm(): number {
    return Infinity;
  }

  /**
   * The submitter's thread has ended. What it has handed in before is taken; nobody hears what comes of it, waits for
   * it, or reads its streams.
   */
  end(): void {
    while (this.poll());
    for (const job of this.#jobs.values()) {
      job.stream?.close(undefined);
      this.#host.setAside(job);
    }
    threadInbox().detach(this);
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
        return this.#accept(message, this.#calls, this.#callKind);
      case "post":
        return this.#accept(message, this.#posts, "post");
      case "onStop":
        return this.#addHook(message);
      case "initialize":
        return this.#host.initialize(message);
      case "cancel":
        return this.#cancel(message.id, toCancelledError(decodeError(message.error)));
      case "demand":
        return this.#jobs.get(message.id)?.stream?.grant(message.count);
      case "close":
        return this.#closeStream(message);
      case "stop":
        return this.#host.stop(message.mode, message.timeout);
      case "introduce":
        return this.#host.admit(message.port, new Vitals(message.guest));
      default:
        unreachable(message);
    }
  }

  #accept(message: Call | Post, host: JobHost, kind: JobKind): void {
    const job = new Job(message, host);
    this.#jobs.set(message.id, job);
    this.#host.accept(job, kind);
  }

  #addHook(message: OnStop): void {
    this.#hooks.set(message.id, this.#host.addStopHook(namedHook(message)));
  }

  #cancel(id: number, error: CancelledError): void {
    this.#jobs.get(id)?.cancelSoon(error);
    this.#hooks.get(id)?.();
    this.#hooks.delete(id);
  }

  #closeStream({ id, fault }: Close): void {
    const stream = this.#jobs.get(id)?.stream;
    if (stream === undefined) return;
    this.tell({ type: "closing", id });
    stream.close(fault && { error: decodeError(fault) });
  }

  #callStarted({ id }: Job): void {
    this.#host.vitals.countStarted();
    this.#channel.send({ type: "started", id }, QUIET);
  }

  #callStreams(job: Job): void {
    this.tell({ type: "streams", id: job.id });
    this.#host.setAside(job);
  }

  #callEnded(job: Job, outcome: Outcome<unknown>, begun: boolean): void {
    try {
      this.#host.vitals.countEnded(endingOf(outcome, begun));
      this.#answer(job, outcome);
      this.#forget(job);
    } catch (error) {
      threadInbox().fail(error);
    }
  }

  #postEnded(job: Job, outcome: Outcome<unknown>): void {
    const { name } = job;
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

  #answer(job: Job, outcome: Outcome<unknown>): void {
    const { id, cancelledWith } = job;
    if (outcome.kind === "returned") return this.#answerValue(job, outcome.value);
    if (outcome.kind === "cancelled") return this.#answerCancelled(id, outcome.error);
    if (cancelledWith === undefined) {
      return this.tell({ type: "threw", id, error: encodeError(outcome.error) });
    }
    reportCleanup(job, outcome.error, this.#host);
    this.#answerCancelled(id, cancelledWith);
  }

  #answerCancelled(id: number, error: unknown): void {
    this.tell({
      type: "cancelled",
      id,
      error: encodeError(isCancelled(error) ? error : toCancelledError(error)),
    });
  }

  #answerValue({ id, name }: Job, value: unknown): void {
    try {
      this.tell({ type: "returned", id, value });
      resultWatch?.look(value, "result", name);
    } catch (error) {
      this.#host.vitals.recountAsFailed();
      this.tell({ type: "threw", id, error: encodeError(error) });
    }
  }
}

function endingOf(outcome: Outcome<unknown>, begun: boolean): Ending {
  if (outcome.kind === "cancelled") return begun ? "cancelled" : "discarded";
  return outcome.kind === "returned" ? "completed" : "failed";
}
