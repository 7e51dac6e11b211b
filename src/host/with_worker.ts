import { requireFunction } from "../core/options.ts";
import { followHere } from "../sync/awaiting.ts";
import { AsyncWorker, type AsyncWorkerOptions, drainWorker } from "./async_worker.ts";

/**
 * What is done with a worker.
 *
 * @category Ready-made
 */
export type WorkerBlock<R> = (worker: AsyncWorker) => R | PromiseLike<R>;

/**
 * Runs a block with a worker of its own. When the block ends well, the worker finishes what it was
 * given and is stopped; when it throws, what is left is cancelled. Unlike `await using`, this can
 * tell the two apart.
 *
 * @param block Gets the worker, started.
 * @returns The block's value, when the worker has stopped.
 * @throws {TypeError} If `block` is no function, or an option of the wrong type.
 * @throws What the block throws.
 * @category Ready-made
 *
 * @example
 * ```ts
 * import { inline, withWorker } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const length = await withWorker((worker) => worker.submit(inline((text: string) => text.length, "four")));
 * assertEquals(length, 4);
 * ```
 */
export function withWorker<R>(block: WorkerBlock<R>): Promise<R>;
/**
 * The same with options.
 *
 * @param options How the worker's loop is made.
 * @param block Gets the worker, started.
 * @returns The block's value, when the worker has stopped.
 * @category Ready-made
 */
export function withWorker<R>(options: AsyncWorkerOptions, block: WorkerBlock<R>): Promise<R>;
export function withWorker<R>(
  ...args: [block: WorkerBlock<R>] | [options: AsyncWorkerOptions, block: WorkerBlock<R>]
): Promise<R> {
  const [options, block] = args.length === 1 ? [{}, args[0]] : args;
  requireFunction(block, "the block of withWorker");
  return followHere(runBlock(new AsyncWorker(options).start(), block));
}

async function runBlock<R>(worker: AsyncWorker, block: WorkerBlock<R>): Promise<R> {
  let value: R;
  try {
    value = await block(worker);
  } catch (error) {
    await worker.stop();
    throw error;
  }
  await drainWorker(worker);
  return value;
}
