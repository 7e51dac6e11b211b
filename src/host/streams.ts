/**
 * The streams that one loop gives one thread.
 *
 * Invariant: a stream is here from its beginning until its coroutine has ended. Neither the stream nor its future
 * is kept here: one that nobody has any more is forgotten, and its generator ended.
 *
 * @module
 */

import type { CancelledError } from "../core/errors.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Channel } from "../wire/channel.ts";
import { encodeError } from "../wire/error_codec.ts";
import type { FromLoop, ToLoop } from "../wire/messages.ts";
import { lateError } from "./loop_errors.ts";
import type { AnySite } from "./site.ts";
import { StreamObject } from "./stream.ts";
import { StreamFeed } from "./stream_feed.ts";

/** What is kept of the call that a stream has come of. */
export interface StreamCall {
  /** What it is called. */
  readonly name: string;
  /** Where it was submitted. */
  readonly site: AnySite;
  /** Takes the listener off its signal. */
  readonly release: (() => void) | undefined;
}

/** What the streams ask of the calls they belong to. */
export interface StreamsOwner {
  /** The name of the loop. */
  readonly name: string;
  /** Where the thread of the loop sits. */
  readonly seat: number;
  /** Throws where blocking on the loop is pointless. */
  checkMayBlock(timeout: number): void;
  /** Reports an error that nobody else would see. */
  report(error: unknown, context: { readonly message: string; readonly task: string }): void;
}

interface OpenStream {
  readonly call: StreamCall;
  readonly feed: StreamFeed;
}

/** The streams that one loop gives one thread. */
export class Streams {
  readonly #owner: StreamsOwner;
  readonly #channel: Channel<ToLoop, FromLoop>;
  readonly #open = new Map<number, OpenStream>();

  /**
   * @param owner The handle they belong to.
   * @param channel To the loop.
   */
  constructor(owner: StreamsOwner, channel: Channel<ToLoop, FromLoop>) {
    this.#owner = owner;
    this.#channel = channel;
  }

  /** How many coroutines have not ended. */
  get size(): number {
    return this.#open.size;
  }

  /** What is kept of their calls. */
  get calls(): StreamCall[] {
    return [...this.#open.values()].map(({ call }) => call);
  }

  /**
   * A call turns out to give a stream.
   *
   * @param id The call.
   * @param call What is kept of it.
   */
  begin(id: number, call: StreamCall): StreamObject<unknown> {
    const { name } = call;
    const feed = new StreamFeed({
      name,
      demand: (count) => this.#channel.send({ type: "demand", id, count }),
      close: (fault) =>
        this.#channel.send({ type: "close", id, fault: fault && encodeError(fault.error) }),
      cancel: (error) => this.cancel(id, error),
      checkMayBlock: () => this.#owner.checkMayBlock(Infinity),
      seat: () => {
        if (this.#channel.isLate()) throw lateError(this.#owner.name);
        return this.#owner.seat;
      },
      reportUnseen: (error) =>
        this.#owner.report(error, {
          message: `The failure of ${name} was never looked at`,
          task: name,
        }),
    });
    this.#open.set(id, { call, feed });
    return new StreamObject(feed);
  }

  /**
   * The call that a stream has come of, while its coroutine goes on.
   *
   * @param id The call.
   */
  callOf(id: number): StreamCall | undefined {
    return this.#open.get(id)?.call;
  }

  /**
   * An item has arrived.
   *
   * @param id The call.
   * @param item The item.
   */
  take(id: number, item: unknown): void {
    this.#open.get(id)?.feed.take(item);
  }

  /**
   * From here on a stream ends because its consumer has left.
   *
   * @param id The call.
   */
  noteClosing(id: number): void {
    this.#open.get(id)?.feed.noteClosing();
  }

  /**
   * The coroutine has ended.
   *
   * @param id The call.
   * @param outcome How.
   */
  end(id: number, outcome: Outcome<unknown>): void {
    const stream = this.#open.get(id);
    if (stream === undefined) return;
    this.#open.delete(id);
    stream.call.release?.();
    stream.feed.end(outcome);
  }

  /**
   * Cancels a stream and its coroutine.
   *
   * @param id The call.
   * @param error Why.
   */
  cancel(id: number, error: CancelledError): void {
    const stream = this.#open.get(id);
    if (stream === undefined) return;
    stream.feed.cancel({ kind: "cancelled", error });
    this.#channel.send({ type: "cancel", id, error: encodeError(error) });
  }

  /**
   * Cancels every stream and its coroutine.
   *
   * @param error Why.
   */
  cancelAll(error: CancelledError): void {
    for (const id of [...this.#open.keys()]) this.cancel(id, error);
  }

  /**
   * Ends whatever is left: the loop is over. Whoever waits for a generator to end learns that it has not.
   *
   * @param makeOutcome What becomes of a stream.
   */
  endAll(makeOutcome: () => Outcome<never>): void {
    for (const id of [...this.#open.keys()]) {
      this.noteClosing(id);
      this.end(id, makeOutcome());
    }
  }
}
