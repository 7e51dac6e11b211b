import { checkBoolean, checkOptions, describe } from "../../core/options.ts";
import { isCoroutine } from "../../coroutine/coroutine_object.ts";
import { innerOf, isFuture } from "../../sync/future_inner.ts";
import { currentScope } from "../current.ts";
import { checkAwaitable, toRunning, waitHere } from "./awaitable.ts";

/**
 * How to gather.
 *
 * @category Inside a coroutine
 */
export interface GatherOptions {
  /** Whether failures take their place among the results (default `false`: the first one is thrown). */
  readonly returnExceptions?: boolean;
}

/**
 * The results of awaitables, in their order.
 *
 * @category Inside a coroutine
 */
export type Gathered<A extends readonly unknown[]> = { -readonly [K in keyof A]: Awaited<A[K]> };

/**
 * The same with failures among them.
 *
 * @category Inside a coroutine
 */
export type GatheredOrFailed<A extends readonly unknown[]> = {
  -readonly [K in keyof A]: Awaited<A[K]> | Error;
};

/**
 * Runs several things side by side and waits for all. Coroutines become tasks, children of the calling one; the
 * same coroutine given twice runs once.
 *
 * The first failure is thrown at once; the others go on, and their failures are nobody's concern any more. A
 * {@linkcode taskGroup} cancels them instead.
 *
 * **Cancellation**: cancelling the calling task cancels all that are futures or were coroutines. One of them
 * being cancelled is a failure like any other.
 *
 * @param awaitables Coroutines, futures and promises.
 * @param options How.
 * @returns The results in the order of the awaitables.
 * @throws {TypeError} If `awaitables` is no array of awaitables, or an option of the wrong type.
 * @throws {InvalidStateError} If one is a coroutine that was used before.
 * @throws {CancelledError} When the calling task is cancelled.
 * @throws What the first one to fail fails with.
 * @category Inside a coroutine
 *
 * @example
 * ```ts
 * import { gather, inline, sleep } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const double = (n: number) => inline((n: number) => 2 * n, n);
 * assertEquals(await gather([double(1), sleep(1, "slept"), double(3)]), [2, "slept", 6]);
 * ```
 */
export function gather<const A extends readonly PromiseLike<unknown>[]>(
  awaitables: A,
  options: GatherOptions & { readonly returnExceptions: true },
): Promise<GatheredOrFailed<A>>;
/**
 * The same, where the first failure is thrown.
 *
 * @param awaitables Coroutines, futures and promises.
 * @param options How.
 * @category Inside a coroutine
 */
export function gather<const A extends readonly PromiseLike<unknown>[]>(
  awaitables: A,
  options?: GatherOptions,
): Promise<Gathered<A>>;
export function gather(
  awaitables: readonly PromiseLike<unknown>[],
  options: GatherOptions = {},
): Promise<unknown> {
  check(awaitables, options);
  const running = runAll(awaitables);
  const promises = running.map((each) => isFuture(each) ? innerOf(each).outcome() : each);
  const results = options.returnExceptions === true
    ? Promise.all(promises.map((promise) => promise.catch((error) => error)))
    : Promise.all(promises);
  return waitHere(results, (error) => {
    for (const each of running) if (isFuture(each)) each.cancel(error);
  });
}

function runAll(awaitables: readonly PromiseLike<unknown>[]): Promise<unknown>[] {
  const parent = currentScope();
  const running = new Map<PromiseLike<unknown>, Promise<unknown>>();
  for (const each of awaitables) {
    if (!running.has(each)) running.set(each, toRunning(each, parent));
  }
  return awaitables.map((each) => running.get(each) as Promise<unknown>);
}

function check(awaitables: unknown, options: GatherOptions): void {
  checkOptions(options, "gather");
  checkBoolean(options.returnExceptions, "returnExceptions");
  if (!Array.isArray(awaitables)) {
    throw new TypeError(
      `Cannot gather ${describe(awaitables)}: an array is required${
        isCoroutine(awaitables) ? ", as in gather([first(), second()])" : ""
      }`,
    );
  }
  awaitables.forEach((each, at) => checkAwaitable(each, `awaitables[${at}]`));
}
