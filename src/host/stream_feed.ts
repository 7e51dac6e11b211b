/**
 * What has arrived of a stream and has not been taken, and how much more may come.
 *
 * Credits: the loop makes no more items than were demanded. A step that finds nothing doubles how far the loop may
 * be ahead, up to {@linkcode MOST_AHEAD} and to the number of items taken; the next demand is sent when half of that
 * is used up. So whoever takes few has few made, and whoever takes many waits for none.
 *
 * Invariants:
 * - News only changes states and settles promises: it may arrive in the middle of any call.
 * - While a step waits nothing is left to take, so steps are answered in the order asked.
 *
 * @module
 */

import { type Deferred, deferred } from "../core/deferred.ts";
import type { Fault } from "../core/fault.ts";
import { Fifo } from "../core/fifo.ts";
import type { CancelledError } from "../core/errors.ts";
import type { Outcome } from "../core/outcome.ts";
import { awaitHere, followHere } from "../sync/awaiting.ts";
import { threadInbox } from "../sync/inbox.ts";
import { holdOn, letGo } from "../sync/keep_alive.ts";
import type { FeedHost } from "./feed_host.ts";

/** How far a loop may be ahead of the consumer. */
const MOST_AHEAD = 64;

/** One step of an iteration. */
export type Step = IteratorResult<unknown, unknown>;

/** A step that somebody waits for. */
interface Waiter extends Deferred<Step> {
  /** What they have of it. */
  readonly step: Promise<Step>;
  /** What is not forgotten before they have it. */
  readonly stream: object;
}

/** What has arrived of a stream and has not been taken, and how much more may come. */
export class StreamFeed {
  /** Called when the coroutine has really ended; may be called from within a poll. */
  onOver: (() => void) | undefined;
  readonly #host: FeedHost;
  readonly #waiting = new Fifo<Waiter>();
  #items = new Fifo<unknown>();
  /** How many items were asked for, and how many the loop may make in all. */
  #asked = 0;
  #granted = 0;
  #ahead = 0;
  #outcome: Outcome<unknown> | undefined;
  /** Whether the consumer knows how it ended, or does not care. */
  #isOutcomeTaken = false;
  #isClosed = false;
  /** Whether what the generator throws is due to its being closed. */
  #isClosing = false;
  #end: Deferred<void> | undefined;
  #isHolding = false;

  /** @param host The calls it belongs to. */
  constructor(host: FeedHost) {
    this.#host = host;
  }

  /** What the stream is called. */
  get name(): string {
    return this.#host.name;
  }

  /**
   * The next step. Keeps the process alive while it waits.
   *
   * @param stream Who asks: must not be forgotten, and so closed, before it has its answer.
   */
  next(stream: object): Promise<Step> {
    try {
      this.#ask();
      const step = this.#known();
      return step === undefined ? this.#wait(stream) : followHere(Promise.resolve(step));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** The next step; blocks until it is known. */
  nextSync(): Step {
    this.#ask();
    if (this.#mustWait()) this.#block(() => !this.#mustWait());
    return this.#known() as Step;
  }

  /**
   * The consumer leaves: what has not been taken is dropped, the generator ends.
   *
   * @param fault What to throw into it.
   */
  close(fault?: Fault): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#items = new Fifo();
    if (this.#outcome === undefined) this.#host.close(fault);
    else this.#reportUnseen(this.#outcome);
  }

  /**
   * Has the stream cancelled.
   *
   * @param error Why.
   * @returns Whether it was not over yet.
   */
  requestCancel(error: CancelledError): boolean {
    if (this.#isClosed || this.#outcome !== undefined) return false;
    this.#host.cancel(error);
    return true;
  }

  /** Whether how it ended has arrived. */
  get hasEnded(): boolean {
    return this.#outcome !== undefined;
  }

  /**
   * Resolves when the closed generator has ended. Keeps the process alive.
   *
   * @throws What it threw when it was closed.
   */
  async closed(): Promise<void> {
    if (this.#outcome === undefined) {
      this.#end ??= deferred();
      this.#hold();
      await awaitHere(this.#end.promise);
    }
    this.#checkClosed();
  }

  /**
   * The same, blocking.
   *
   * @throws What it threw when it was closed.
   */
  closedSync(): void {
    if (this.#outcome === undefined) this.#block(() => this.#outcome !== undefined);
    this.#checkClosed();
  }

  /**
   * An item has arrived.
   *
   * @param item The item.
   */
  take(item: unknown): void {
    if (this.#outcome !== undefined) return;
    const waiter = this.#waiting.shift();
    if (waiter !== undefined) waiter.resolve({ value: item, done: false });
    else if (!this.#isClosed) this.#items.push(item);
    this.#letGo();
  }

  /** What comes now is due to the generator's being closed. */
  noteClosing(): void {
    this.#isClosing = true;
  }

  /**
   * It is cancelled, whatever the generator does about it. Whoever waits for the end of a closed one goes on waiting.
   *
   * @param outcome The cancellation.
   */
  cancel(outcome: Outcome<unknown>): void {
    if (!this.#isClosed) this.#settle(outcome);
  }

  /**
   * The coroutine has ended.
   *
   * @param outcome How.
   */
  end(outcome: Outcome<unknown>): void {
    this.#settle(outcome);
    this.onOver?.();
  }

  #settle(outcome: Outcome<unknown>): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = outcome;
    if (this.#isClosed && !this.#isClosing) this.#reportUnseen(outcome);
    for (let left = this.#waiting.size; left > 0; left--) {
      this.#answerLast(this.#waiting.shift() as Waiter);
    }
    this.#end?.resolve();
    this.#letGo();
  }

  /** Whoever asked for a step, and does not look at it any more, need not know of a cancellation. */
  #answerLast(waiter: Waiter): void {
    if (this.#outcome?.kind === "cancelled") waiter.step.catch(() => {});
    try {
      waiter.resolve(this.#last());
    } catch (error) {
      waiter.reject(error);
    }
  }

  /** Asks for one more item, and lets the loop make some in advance. */
  #ask(): void {
    if (this.#isClosed || this.#outcome !== undefined) return;
    if (this.#items.size === 0) this.#widen();
    this.#asked += 1;
    const left = this.#granted - this.#asked;
    if (left >= 0 && left >= this.#ahead / 2) return;
    this.#granted = this.#asked + this.#ahead;
    this.#host.demand(this.#ahead - left);
  }

  #widen(): void {
    const taken = this.#asked - this.#waiting.size;
    this.#ahead = Math.min(2 * this.#ahead || 1, MOST_AHEAD, taken);
  }

  #mustWait(): boolean {
    return this.#items.size === 0 && this.#outcome === undefined && !this.#isClosed;
  }

  /** The next step, if it is known. */
  #known(): Step | undefined {
    if (this.#items.size > 0) return { value: this.#items.shift(), done: false };
    return this.#mustWait() ? undefined : this.#last();
  }

  /** How it ended, to whoever asks first. */
  #last(): Step {
    const outcome = this.#outcome;
    if (outcome === undefined || this.#isOutcomeTaken || this.#isClosed) return done();
    this.#isOutcomeTaken = true;
    if (outcome.kind === "returned") return { value: outcome.value, done: true };
    throw outcome.error;
  }

  #checkClosed(): void {
    const outcome = this.#outcome;
    if (outcome?.kind !== "threw" || this.#isOutcomeTaken) return;
    this.#isOutcomeTaken = true;
    throw outcome.error;
  }

  #reportUnseen(outcome: Outcome<unknown>): void {
    if (outcome.kind === "threw" && !this.#isOutcomeTaken) this.#host.reportUnseen(outcome.error);
    this.#isOutcomeTaken = true;
  }

  #wait(stream: object): Promise<Step> {
    const waiter = deferred<Step>();
    this.#hold();
    const step = awaitHere(waiter.promise, () => this.close());
    this.#waiting.push({ ...waiter, step, stream });
    return step;
  }

  /** Whoever cannot wait here cannot go on with the iteration either. */
  #block(until: () => boolean): void {
    threadInbox().poll();
    if (until()) return;
    try {
      this.#host.checkMayBlock();
      threadInbox().block(until, Infinity, () => this.#host.seat());
    } catch (error) {
      this.close();
      throw error;
    }
  }

  #hold(): void {
    if (this.#isHolding) return;
    this.#isHolding = true;
    holdOn();
  }

  #letGo(): void {
    const isAwaited = this.#waiting.size > 0 || this.#end !== undefined;
    if (!this.#isHolding || isAwaited && this.#outcome === undefined) return;
    this.#isHolding = false;
    letGo();
  }
}

function done(): Step {
  return { value: undefined, done: true };
}
