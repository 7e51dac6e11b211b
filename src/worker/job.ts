/**
 * One piece of work in a loop: a call, whose end is told to its submitter, a post, which nobody waits for, or a
 * task that another one has made.
 *
 * @module
 */

import { react, resolved } from "../core/built_ins.ts";
import { isCancelled, toCancelledError } from "../core/cancellation.ts";
import type { EventLoop } from "../core/contract.ts";
import { type CancelledError, DeadlockError } from "../core/errors.ts";
import { isErrorNamed } from "../core/is_error.ts";
import type { Outcome } from "../core/outcome.ts";
import { isAsyncIterable } from "../core/async_iterable.ts";
import { isThenable } from "../core/thenable.ts";
import type { Body } from "../coroutine/registry.ts";
import { beginFuture, cancelFuture, settleFuture } from "../sync/future.ts";
import { threadInbox } from "../sync/inbox.ts";
import type { Producer } from "../sync/producer.ts";
import { localHandle } from "../wire/local_loop.ts";
import type { Target, Work } from "../wire/messages.ts";
import { currentScope, scopeStorage } from "./current.ts";
import { callBody } from "./generators.ts";
import { loadModule } from "./loader.ts";
import { Scope, type ScopeOwner } from "./scope.ts";
import { stepWatch } from "./step_watch.ts";
import { StreamSource } from "./stream_source.ts";
import { TaskObject } from "./task.ts";

/**
 * What a job is to its loop: the owner's call, that of another thread, a post, or one of the loop's own code, which
 * nobody elsewhere has asked for.
 */
export type JobKind = "call" | "guest" | "post" | "task";

/** What is to be done. */
export interface Order extends Work {
  /** What its submitter knows it by. */
  readonly id: number;
  /** What the task is called, in place of the coroutine's name. */
  readonly name?: string;
  /** What the submitter gave along. */
  readonly context?: unknown;
}

/** What jobs ask, and tell as they go. */
export interface JobHost {
  /** The body, if it can be had without an import. */
  find(target: Target): Body | undefined;
  /** The job's body is about to run. */
  started(job: Job): void;
  /** The job's body has returned what is given item by item. Where no one takes that, it is a value like others. */
  streams?(job: Job): void;
  /** Sends an item. */
  sendItem?(job: Job, item: unknown): void;
  /** The job is over. `begun` is false where its body never ran. */
  ended(job: Job, outcome: Outcome<unknown>, begun: boolean): void;
  /** Somebody has looked at the failure of its task. */
  looked?(job: Job): void;
  /** Reports what a callback of its task threw. */
  report(error: unknown, message: string, task: string): void;
}

/** One piece of work in a loop. */
export class Job implements Producer, ScopeOwner {
  /** What its submitter knows it by. */
  readonly id: number;
  /** What its task is called. */
  readonly name: string;
  /** How far its cancellation reaches. */
  readonly scope: Scope;
  /** It runs on the very thread that may await it. */
  readonly isElsewhere = false;
  waits = 0;
  waitsAtLastEnd = 0;
  #stream: StreamSource | undefined;
  readonly #work: Order;
  readonly #host: JobHost;
  #task: TaskObject<never> | undefined;
  #state: "waiting" | "running" | "ended" = "waiting";
  #outcome: Outcome<never> | undefined;

  /**
   * @param order What is to be done.
   * @param host Asked, and told as it goes.
   * @param parent The scope whose cancellation cancels it, too.
   */
  constructor(order: Order, host: JobHost, parent?: Scope) {
    this.id = order.id;
    this.name = order.name ?? order.target.name;
    this.scope = new Scope(this, parent);
    this.#work = order;
    this.#host = host;
  }

  /** The loop that runs it. */
  get loop(): EventLoop {
    return localHandle();
  }

  /** What the submitter gave along. */
  get context(): unknown {
    return this.#work.context;
  }

  /** What its code sees as the current task. Most work never asks. */
  get task(): TaskObject<never> {
    return this.#task ??= this.#makeTask();
  }

  /** Why it was cancelled, if it was; that the consumer of its stream has left is no cancellation. */
  get cancelledWith(): CancelledError | undefined {
    const { error } = this.scope;
    return error === this.#stream?.closedWith ? undefined : error;
  }

  /** What it gives item by item, if it does. */
  get stream(): StreamSource | undefined {
    return this.#stream;
  }

  /** Whether its body has begun and not ended. */
  get running(): boolean {
    return this.#state === "running";
  }

  /** Runs it as soon as its module is there: at once, if it is there. */
  run(): void {
    if (this.#state !== "waiting") return;
    try {
      const body = this.#host.find(this.#work.target);
      if (body !== undefined) this.#begin(body);
      else void react(loadModule(moduleOf(this.#work)), () => this.#loaded());
    } catch (error) {
      this.#end({ kind: "threw", error }, false);
    }
  }

  /** What was cancelled while its module was on its way never begins. */
  #loaded(): void {
    threadInbox().poll();
    this.run();
  }

  /**
   * Cancels it on behalf of its submitter, from within a poll. A body that has not begun never begins; one that
   * runs is told.
   *
   * @param error Why.
   */
  cancelSoon(error: CancelledError): void {
    if (this.#task !== undefined) cancelFuture(this.#task, error);
    this.scope.cancelSoon(error);
    this.#discard(error);
  }

  /** Its task was cancelled, on this thread. */
  cancel(_: unknown, error: CancelledError): void {
    this.scope.cancel(error, currentScope()?.owner !== this);
    this.#discard(error);
  }

  cancelAll(error: CancelledError): void {
    if (this.#task === undefined) this.cancel(undefined, error);
    else this.#task.cancel(error);
  }

  checkMayBlock(timeout: number): void {
    if (timeout === 0) return;
    throw new DeadlockError(
      `Cannot wait for ${this.name}: it runs on this very thread, which would wait for itself for ever; await it instead`,
    );
  }

  seatOf(): number {
    return -1;
  }

  looked(): void {
    this.#host.looked?.(this);
  }

  report(_: unknown, error: unknown, message: string): void {
    this.#host.report(error, message, this.name);
  }

  #begin(body: Body): void {
    this.#state = "running";
    if (this.#task !== undefined) beginFuture(this.#task);
    this.#host.started(this);
    stepWatch?.begins(this);
    try {
      const value = scopeStorage().run(this.scope, () => this.#call(body));
      stepWatch?.pauses();
      if (!isThenable(value)) return this.#returned(value);
      react(
        value as Promise<unknown>,
        (value) => this.#returned(value),
        (error) => this.#threw(error),
      );
    } catch (error) {
      this.#threw(error);
    }
  }

  /** What is returned is awaited by the task itself, as everything else in it. */
  #call(body: Body): unknown {
    const value = callBody(body, this.#work.args, this.scope);
    return isThenable(value) ? resolved(value) : value;
  }

  #returned(value: unknown): void {
    if (this.#host.streams !== undefined && isAsyncIterable(value)) this.#streamOf(value);
    else this.#ended(value);
  }

  /** It goes on until its stream has ended. */
  #streamOf(iterable: AsyncIterable<unknown>): void {
    try {
      this.#stream = new StreamSource(iterable, {
        scope: this.scope,
        send: (item) => this.#host.sendItem?.(this, item),
        report: (error) =>
          this.#host.report(error, `Exception in the cleanup of ${this.name}`, this.name),
      });
      this.#host.streams?.(this);
      react(
        this.#stream.ended,
        (value) => this.#ended(value),
        (error) => this.#threw(error),
      );
    } catch (error) {
      this.#threw(error);
    }
  }

  #ended(value: unknown): void {
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
    const { cancelledWith } = this;
    if (outcome.kind === "threw" && isCancellation(outcome.error, this.scope.error)) {
      const isLeft = cancelledWith === undefined && this.#stream?.closedWith !== undefined;
      if (isLeft) return { kind: "returned", value: undefined };
      return { kind: "cancelled", error: cancelledWith ?? outcome.error };
    }
    if (cancelledWith === undefined || outcome.kind === "threw") return outcome;
    return { kind: "cancelled", error: cancelledWith };
  }

  /** Ends it, if its body has not begun. */
  #discard(error: CancelledError): void {
    if (this.#state === "waiting") this.#end({ kind: "cancelled", error }, false);
  }

  #end(outcome: Outcome<unknown>, begun: boolean): void {
    this.#state = "ended";
    stepWatch?.ends(this);
    this.#outcome = outcome as Outcome<never>;
    this.scope.detach();
    if (this.#task !== undefined) settleFuture(this.#task, this.#outcome);
    this.#host.ended(this, outcome, begun);
  }

  #makeTask(): TaskObject<never> {
    const task = new TaskObject<never>(this.scope, this);
    if (this.#state !== "waiting") beginFuture(task);
    if (this.cancelledWith !== undefined) cancelFuture(task, this.cancelledWith);
    if (this.#outcome !== undefined) settleFuture(task, this.#outcome);
    return task;
  }
}

/** What an aborted `fetch` and its like throw in a task that was cancelled is the cancellation. */
function isCancellation(error: unknown, cancelledWith: CancelledError | undefined): boolean {
  if (isCancelled(error)) return true;
  return cancelledWith !== undefined && isErrorNamed(error, "AbortError");
}

/**
 * Reports what a task threw while it cleaned up: its future tells the cancellation.
 *
 * @param job Whose task it is.
 * @param error What it threw.
 * @param host Gets it.
 */
export function reportCleanup(
  { name }: Job,
  error: unknown,
  host: { report(error: unknown, message: string, task: string): void },
): void {
  host.report(error, `Exception in cancelled coroutine ${name}`, name);
}

function moduleOf({ target }: Work): string {
  return "module" in target ? target.module : "";
}

/** The error of a job that nobody wants any more. */
export function stoppedError(): CancelledError {
  return toCancelledError("The loop was stopped");
}
