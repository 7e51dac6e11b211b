import type { Stream } from "../core/stream_type.ts";
import { toCancelledError } from "../core/cancellation.ts";
import { InvalidStateError } from "../core/errors.ts";
import { printAsText } from "../core/inspect.ts";
import { followHere } from "../sync/awaiting.ts";
import type { Step, StreamFeed } from "./stream_feed.ts";

/** Ends the generators of streams that nobody has any more. */
const forgotten = new FinalizationRegistry<StreamFeed>((feed) => feed.close());

/** Has a function called when the coroutine behind a stream has ended, perhaps from within a poll. */
export let onStreamOver: (stream: StreamObject<unknown>, callback: () => void) => void;

/**
 * The one implementation of streams. The iterators are written by hand, since generators would answer steps that
 * are asked for at the same time only after a close. They refer to their stream, as do the steps that are waited for,
 * so that it is not forgotten.
 */
export class StreamObject<T> implements Stream<T> {
  readonly #feed: StreamFeed;
  #isConsumed = false;

  /** @param feed What arrives. */
  constructor(feed: StreamFeed) {
    this.#feed = feed;
    forgotten.register(this, feed);
  }

  static {
    printAsText(this.prototype);
    onStreamOver = (stream, callback) => {
      stream.#feed.onOver = callback;
    };
  }

  get name(): string {
    return this.#feed.name;
  }

  get [Symbol.toStringTag](): string {
    return "Stream";
  }

  toString(): string {
    return `Stream { name: ${JSON.stringify(this.name)} }`;
  }

  cancel(reason?: unknown): boolean {
    return this.#feed.requestCancel(toCancelledError(reason));
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<T, unknown, undefined> {
    this.#consume();
    const iterator: AsyncIterableIterator<unknown, unknown, undefined> = {
      next: () => this.#feed.next(this),
      return: (value) => followHere(this.#return(value)),
      throw: (error) => followHere(this.#throw(error)),
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator as AsyncIterableIterator<T, unknown, undefined>;
  }

  [Symbol.iterator](): IterableIterator<T, unknown, undefined> {
    this.#consume();
    const iterator: IterableIterator<unknown, unknown, undefined> = {
      next: () => this.#feed.nextSync(),
      return: (value) => this.#returnSync(value),
      throw: (error) => this.#throwSync(error),
      [Symbol.iterator]: () => iterator,
    };
    return iterator as IterableIterator<T, unknown, undefined>;
  }

  #consume(): void {
    if (this.#isConsumed) {
      throw new InvalidStateError(
        `Cannot iterate over the stream of ${this.name} again: its items are given once`,
      );
    }
    this.#isConsumed = true;
  }

  async #return(value: unknown): Promise<Step> {
    this.#feed.close();
    await this.#feed.closed();
    return { value: await value, done: true };
  }

  #returnSync(value: unknown): Step {
    this.#feed.close();
    this.#feed.closedSync();
    return { value, done: true };
  }

  async #throw(error: unknown): Promise<Step> {
    if (this.#feed.hasEnded) return this.#throwSync(error);
    this.#feed.close({ error });
    await this.#feed.closed();
    return { value: undefined, done: true };
  }

  /** A generator that has ended throws what is thrown into it. */
  #throwSync(error: unknown): Step {
    const { hasEnded } = this.#feed;
    this.#feed.close({ error });
    if (hasEnded) throw error;
    this.#feed.closedSync();
    return { value: undefined, done: true };
  }
}
