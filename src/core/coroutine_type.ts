/**
 * The shapes of named work.
 *
 * @module
 */

import type { Stream } from "./stream_type.ts";

/**
 * Work that has been named but not begun: what calling a coroutine function returns. It is inert
 * until it is awaited, which runs it on the calling thread, or submitted to a loop, which runs it
 * there.
 *
 * Use it once: a second await or submission throws {@linkcode InvalidStateError}.
 *
 * @typeParam T What the work results in.
 * @category Naming work
 *
 * @example
 * ```ts
 * import { inline, withWorker } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const double = (n: number) => inline((n: number) => 2 * n, n);
 * assertEquals(await double(21), 42); // on this thread
 * assertEquals(await withWorker((worker) => worker.submit(double(21))), 42); // on the worker's
 *
 * const notNeeded = double(4);
 * notNeeded.close(); // debug mode reports coroutines that were never used
 * ```
 */
export interface Coroutine<T> extends PromiseLike<T> {
  /** The name of the coroutine function. */
  readonly name: string;
  /** The URL of the module that both threads find it in; `undefined` for an inline function. */
  readonly module: string | undefined;
  /** Gives it up: it will not be used. Does nothing to one that is already in use. */
  close(): void;
}

/**
 * What a body results in: what a generator returns, what a promise of anything else resolves to; a stream, where
 * that is made for `for await`.
 *
 * @typeParam R What the body returns.
 * @category Naming work
 */
export type Returned<R> = R extends Generator<unknown, infer T, never> ? Awaited<T>
  : Streamed<Awaited<R>>;

/**
 * What becomes of a value on its way to the submitter: of what is made for `for await`, a stream.
 *
 * @typeParam T The value.
 * @category Naming work
 */
export type Streamed<T> = T extends AsyncIterable<infer I> ? Stream<I> : T;

/**
 * A function that names work instead of doing it.
 *
 * @typeParam A The arguments, cloned when the work is submitted.
 * @typeParam T What the work results in.
 * @category Naming work
 */
export interface CoroutineFunction<A extends readonly unknown[], T> {
  /** Names the work with its arguments. Runs nothing. */
  (...args: A): Coroutine<T>;
  /** The name under which both threads find the body. */
  readonly name: string;
  /** The URL of the module that registers or exports it. */
  readonly module: string;
}
