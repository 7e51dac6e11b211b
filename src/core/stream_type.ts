/**
 * The shapes of what is given piece by piece.
 *
 * @module
 */

/**
 * What a coroutine gives piece by piece: the value of the future of one that is an async generator, or that
 * returns an async generator, a `ReadableStream` or anything else made for `for await`. The generator stays in
 * its loop; each item is cloned.
 *
 * Guarantees:
 * - Every item arrives once, in order; then what the generator returned or threw.
 * - The generator begins with the first item asked for. It is never further ahead of the consumer than the number
 *   of items already taken, and by 64 at most.
 * - Leaving the iteration early reaches the generator: its `finally` runs, and has run when the iteration is left;
 *   an error thrown there is thrown here. A wait that the generator is in is cancelled first.
 *
 * It can be iterated over once, in one of the two ways.
 *
 * **Blocking**: `for` blocks the calling thread between the items, and when it is left early until the generator
 * has ended. `for await` does not block, and keeps the process alive while it waits.
 *
 * **Cancellation**: cancelling the task that waits for an item ends the wait and the generator. Aborting the
 * `signal` of the submission, or calling `cancel()`, cancels the stream: the items that have arrived can still be
 * taken, then comes a {@linkcode CancelledError}. A time limit of the call is for the stream to begin.
 *
 * **After close**: the same when the loop is stopped, or drained, as `withWorker` does at its end; when the loop
 * dies, a {@linkcode BrokenLoopError} comes after the items that have arrived.
 *
 * @typeParam T The items.
 * @category Futures
 *
 * @example
 * ```ts
 * import { inline, withWorker } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const squares = inline(async function* (count: number) {
 *   for (let n = 1; n <= count; n++) yield await Promise.resolve(n * n);
 * }, 4);
 * const items = await withWorker(async (worker) => {
 *   const list: number[] = [];
 *   for await (const item of await worker.submit(squares)) list.push(item);
 *   return list;
 * });
 * assertEquals(items, [1, 4, 9, 16]);
 * ```
 */
export interface Stream<T> extends AsyncIterable<T>, Iterable<T> {
  /** The name of the future it came from. */
  readonly name: string;
  /**
   * Cancels the stream and its generator, from wherever it is held: as aborting the `signal` of the submission does.
   *
   * @param reason Text becomes the message of the {@linkcode CancelledError}, all else its cause.
   *
   * @example
   * ```ts
   * import { CancelledError, inline, withWorker } from "sideloop";
   * import { assertEquals, assertRejects } from "@std/assert";
   *
   * await withWorker(async (worker) => {
   *   const stream = await worker.submit(inline(async function* () {
   *     for (let n = 1;; n++) yield await Promise.resolve(n);
   *   }));
   *   const items = stream[Symbol.asyncIterator]();
   *   assertEquals((await items.next()).value, 1);
   *   stream.cancel("Enough");
   *   await assertRejects(async () => {
   *     while (true) await items.next(); // those that have arrived come first
   *   }, CancelledError, "Enough");
   * });
   * ```
   */
  cancel(reason?: unknown): void;
  /**
   * For `for await`.
   *
   * @throws {InvalidStateError} If an iterator was asked for before.
   */
  [Symbol.asyncIterator](): AsyncIterator<T, unknown, undefined> & AsyncIterable<T>;
  /**
   * For `for`.
   *
   * **Blocking**: its steps block the calling thread.
   *
   * @throws {InvalidStateError} If an iterator was asked for before.
   */
  [Symbol.iterator](): Iterator<T, unknown, undefined> & Iterable<T>;
}
