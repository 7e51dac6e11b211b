import type { Future } from "./contract.ts";
import type { Stream } from "./stream_type.ts";

/**
 * The future of a stream that can itself be iterated over, as its stream. Where its value is no stream, that throws
 * a `TypeError`. Its `cancel()` cancels the stream, too, once that has begun.
 *
 * @typeParam T The items.
 * @category Futures
 */
export interface StreamFuture<T> extends Future<Stream<T>>, AsyncIterable<T>, Iterable<T> {}
