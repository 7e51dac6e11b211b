import type { Future } from "../core/contract.ts";
import { awaitHere } from "../sync/awaiting.ts";
import { innerOf } from "../sync/future_inner.ts";

/**
 * The values of futures that belong together, in their order. The first failure cancels the others, and so does
 * cancelling the calling task. Keeps the process alive.
 *
 * @param futures The futures.
 */
export function valuesOf<T>(futures: readonly Future<T>[]): Promise<T[]> {
  const values = Promise.all(futures.map((future) => innerOf(future).outcome() as Promise<T>));
  values.catch((error) => cancelAll(futures, error));
  return awaitHere(values, (error) => cancelAll(futures, error));
}

/**
 * Cancels futures.
 *
 * @param futures Done ones stay as they are.
 * @param reason Why.
 */
export function cancelAll(futures: readonly Future<unknown>[], reason: unknown): void {
  for (const future of futures) future.cancel(reason);
}
