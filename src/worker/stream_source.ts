/**
 * What a coroutine gives piece by piece, on the side that makes the pieces.
 *
 * Invariants:
 * - No step begins that nobody has asked for, and none while another goes on.
 * - All code of the iterable runs in the scope of its task; nothing of it runs within a poll.
 * - Steps that compute, and never wait, do not keep the loop from turning.
 * - Once it is closed, or its task cancelled, nothing is sent any more.
 *
 * @module
 */

import { react, resolved } from "../core/built_ins.ts";
import { isCancelled, toCancelledError } from "../core/cancellation.ts";
import { type Deferred, deferred } from "../core/deferred.ts";
import type { CancelledError } from "../core/errors.ts";
import type { Fault } from "../core/fault.ts";
import { now } from "../sync/clock.ts";
import { nextTurn } from "../sync/turn.ts";
import { resumeIn, scopeStorage } from "./current.ts";
import type { Scope } from "./scope.ts";
import { stepWatch } from "./step_watch.ts";

/** How long steps follow each other in microtasks alone, in milliseconds: timers and cancellations get their turn. */
const TURN = 1;
/** Its reactions run in a microtask. */
const SOON = resolved(undefined);

/** What a source is told, and whom it tells. */
export interface StreamSourceOptions {
  /** Where the code of the iterable runs. */
  readonly scope: Scope;
  /** Sends an item. What it throws ends the stream. */
  send(item: unknown): void;
  /** Reports what cleanup threw after another error. */
  report(error: unknown): void;
}

/** What a coroutine gives piece by piece, on the side that makes the pieces. */
export class StreamSource {
  readonly #options: StreamSourceOptions;
  readonly #iterator: AsyncIterator<unknown>;
  readonly #ended: Deferred<unknown> = deferred();
  #closedWith: CancelledError | undefined;
  #fault: Fault | undefined;
  #isClosed = false;
  #isPumping = false;
  #isStepping = false;
  /** How many items may still be made. */
  #credit = 0;
  #step: Promise<IteratorResult<unknown>> | undefined;

  /**
   * Begins nothing yet.
   *
   * @param iterable What gives the pieces.
   * @param options What it is told, and whom it tells.
   */
  constructor(iterable: AsyncIterable<unknown>, options: StreamSourceOptions) {
    const { scope } = options;
    this.#options = options;
    this.#iterator = this.#run(() => iteratorOf(iterable));
    scope.onCancelled = () => this.#finishOnce();
    if (scope.error !== undefined) this.#finishOnce();
  }

  /** Resolves to what the generator returned, or rejects with what it threw, when it has ended. */
  get ended(): Promise<unknown> {
    return this.#ended.promise;
  }

  /** The cancellation that its consumer's leaving is to the task, if the consumer has left. */
  get closedWith(): CancelledError | undefined {
    return this.#closedWith;
  }

  /**
   * Lets more items be made. May be called from within a poll.
   *
   * @param count How many.
   */
  grant(count: number): void {
    this.#credit += count;
    if (this.#isPumping) return;
    this.#isPumping = true;
    void react(SOON, this.#start);
  }

  /**
   * The consumer leaves: ends a wait that goes on, then the generator. May be called from within a poll.
   *
   * @param fault What the consumer throws into the generator, if anything.
   */
  close(fault: Fault | undefined): void {
    if (this.#isClosed) return;
    this.#closedWith = toCancelledError("The stream is not read any more");
    if (this.#isStepping) this.#options.scope.cancelSoon(this.#closedWith);
    this.#fault = fault;
    void react(SOON, () => this.#finishOnce());
  }

  readonly #start = (): void => void this.#run(() => this.#pump());

  async #pump(): Promise<void> {
    let lastTurn = now();
    try {
      while (this.#credit > 0 && !this.#isClosed) {
        await this.#advance();
        if (now() - lastTurn > TURN) lastTurn = await react(nextTurn(), now);
      }
    } catch (error) {
      if (!this.#isClosed) this.#ended.reject(error);
      this.#isClosed = true;
    }
    this.#isPumping = false;
  }

  async #advance(): Promise<void> {
    this.#credit -= 1;
    this.#isStepping = true;
    stepWatch?.begins(this.#options.scope.owner);
    this.#step = this.#resume(() => this.#iterator.next());
    stepWatch?.pauses();
    const { done, value } = await this.#step;
    this.#isStepping = false;
    if (this.#isClosed) return;
    if (done !== true) return this.#send(value);
    this.#isClosed = true;
    this.#ended.resolve(value);
  }

  #send(item: unknown): void | Promise<void> {
    try {
      this.#options.send(item);
    } catch (error) {
      return this.#fail(error);
    }
  }

  /** An item cannot be sent. */
  async #fail(error: unknown): Promise<void> {
    this.#isClosed = true;
    try {
      await this.#resume(() => this.#iterator.return?.());
    } catch (later) {
      this.#options.report(later);
    }
    this.#ended.reject(error);
  }

  #finishOnce(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    void react(this.#run(() => this.#finish()), this.#ended.resolve, this.#ended.reject);
  }

  /**
   * A generator comes to its `return` after the step that goes on; any other iterator may end that step by it. The
   * task has been told by then, so that cleanup can wait.
   */
  async #finish(): Promise<void> {
    await (isAsyncGenerator(this.#iterator) ? this.#stepEnded() : undefined);
    this.#options.scope.acknowledge();
    const isOver = this.#fault !== undefined && await this.#throwIn(this.#fault.error);
    if (!isOver) await this.#resume(() => this.#iterator.return?.());
  }

  async #stepEnded(): Promise<void> {
    try {
      await this.#step;
    } catch (error) {
      if (!isCancelled(error)) throw error;
    }
  }

  /** Whether the generator is over: it may have caught the error and gone on. */
  async #throwIn(error: unknown): Promise<boolean> {
    const thrown = this.#resume(() => this.#iterator.throw?.(error));
    if (thrown !== undefined) return (await thrown).done === true;
    await this.#resume(() => this.#iterator.return?.());
    throw error;
  }

  #resume<R>(step: () => R): R {
    return resumeIn(this.#options.scope, step);
  }

  #run<R>(call: () => R): R {
    return scopeStorage().run(this.#options.scope, call);
  }
}

/** That of a `ReadableStream` would not end while a step goes on; a reader can be cancelled at any time. */
function iteratorOf(iterable: AsyncIterable<unknown>): AsyncIterator<unknown> {
  if (!(iterable instanceof ReadableStream)) return iterable[Symbol.asyncIterator]();
  const reader: ReadableStreamDefaultReader<unknown> = iterable.getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown>>,
    return: async () => {
      await reader.cancel();
      return { value: undefined, done: true };
    },
  };
}

function isAsyncGenerator(iterator: AsyncIterator<unknown>): boolean {
  return (iterator as { readonly [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] ===
    "AsyncGenerator";
}
