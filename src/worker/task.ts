/**
 * A coroutine that runs.
 *
 * @module
 */

import { toCancelledError } from "../core/cancellation.ts";
import { type CancelledError } from "../core/errors.ts";
import { threadInbox } from "../sync/inbox.ts";

/** A running coroutine, as its own code sees it. */
export interface Task {
  /** The name given at submission, else the coroutine's, else `Task-N`. */
  readonly name: string;
  /** The `context` given at submission. */
  readonly context: unknown;
  /**
   * Aborted when the task is cancelled; its reason is a {@linkcode CancelledError}. Pass it to
   * `fetch` and friends.
   */
  readonly signal: AbortSignal;
  /**
   * Cancels the task from within: its future is cancelled when the coroutine ends, whatever it
   * returns.
   *
   * @param reason As for {@linkcode Future.cancel}.
   */
  cancel(reason?: unknown): void;
  /**
   * Throws if the task has been cancelled; for code that computes without ever awaiting.
   *
   * @throws {CancelledError} The reason of the signal.
   */
  checkCancelled(): void;
}

/** The one implementation of tasks. */
export class TaskObject implements Task {
  readonly name: string;
  readonly context: unknown;
  #controller: AbortController | undefined;
  #error: CancelledError | undefined;

  /**
   * @param name What it is called.
   * @param context What the submitter gave along.
   */
  constructor(name: string, context: unknown) {
    this.name = name;
    this.context = context;
  }

  /** Why it was cancelled, if it was. */
  get cancelledWith(): CancelledError | undefined {
    return this.#error;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#error !== undefined) this.#controller.abort(this.#error);
    }
    return this.#controller.signal;
  }

  cancel(reason?: unknown): void {
    if (this.#error !== undefined) return;
    this.#error = toCancelledError(reason);
    this.#abort();
  }

  /**
   * Cancels it on behalf of its submitter. Listeners of the signal are called in a microtask: the
   * news may have come in the middle of a blocking call.
   *
   * @param error Why.
   */
  cancelSoon(error: CancelledError): void {
    if (this.#error !== undefined) return;
    this.#error = error;
    queueMicrotask(() => this.#abort());
  }

  #abort(): void {
    this.#controller?.abort(this.#error);
  }

  checkCancelled(): void {
    threadInbox().poll();
    if (this.#error !== undefined) throw this.#error;
  }
}
