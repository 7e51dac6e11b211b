/**
 * Futures that are iterated over as their streams.
 *
 * @module
 */

import type { Future } from "../core/contract.ts";
import { describe } from "../core/options.ts";
import type { StreamFuture } from "../core/stream_future_type.ts";
import { followHere } from "../sync/awaiting.ts";
import { FutureObject } from "../sync/future.ts";
import { innerOf } from "../sync/future_inner.ts";
import type { Producer } from "../sync/producer.ts";
import { StreamObject } from "./stream.ts";

type Steps = AsyncIterableIterator<unknown, unknown, undefined>;

/** The future of a stream, iterated over as the stream; also that of anything else, until it is iterated over. */
class StreamFutureObject extends FutureObject<StreamObject<unknown>>
  implements StreamFuture<unknown> {
  override cancel(reason?: unknown): boolean {
    if (super.cancel(reason)) return true;
    if (innerOf(this).failed()) return false;
    const value: unknown = this.result(0);
    return value instanceof StreamObject && value.cancel(reason);
  }

  [Symbol.asyncIterator](): Steps {
    let begun: Promise<Steps> | undefined;
    const begin = () => begun ??= this.#begin();
    const iterator: Steps = {
      next: () => followHere(begin().then((steps) => steps.next())),
      return: async (value) => await (await begin()).return?.(value) as IteratorResult<unknown>,
      throw: async (error) => await (await begin()).throw?.(error) as IteratorResult<unknown>,
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  [Symbol.iterator](): IterableIterator<unknown, unknown, undefined> {
    return streamIn(this, this.result())[Symbol.iterator]();
  }

  async #begin(): Promise<Steps> {
    return streamIn(this, await this)[Symbol.asyncIterator]();
  }
}

function streamIn({ name }: Future<unknown>, value: unknown): StreamObject<unknown> {
  if (value instanceof StreamObject) return value;
  throw new TypeError(
    `Cannot iterate over the result of ${name}: it is no stream but ${describe(value)}`,
  );
}

/**
 * Makes the future of a call so that it can be iterated over.
 *
 * @param name What it is called.
 * @param producer Settles it.
 * @param id What its producer knows it by.
 */
export function makeStreamFuture(
  name: string,
  producer: Producer,
  id: number,
): FutureObject<never> {
  return new StreamFutureObject(name, producer, id) as unknown as FutureObject<never>;
}
