/**
 * A block of code with a scope of its own, inside the task that runs it.
 *
 * @module
 */

import { isCancelled } from "../../core/cancellation.ts";
import { deferred } from "../../core/deferred.ts";
import type { CancelledError } from "../../core/errors.ts";
import { isErrorNamed } from "../../core/is_error.ts";
import { followHere } from "../../sync/awaiting.ts";
import { currentScope, scopeStorage } from "../current.ts";
import { anonymousScope } from "../anonymous_task.ts";
import { markAsHearing } from "../hearing.ts";
import { Scope } from "../scope.ts";

/** A scope for a block of the calling task; outside of all tasks, of a task without a name. */
export function newScope(): Scope {
  const around = currentScope() ?? anonymousScope();
  return new Scope(around.owner, around);
}

/**
 * Runs a block in a scope, and awaits there what it returns, which may be a coroutine or a future.
 *
 * @param scope The scope.
 * @param block The block.
 * @returns Its value.
 */
export function runIn<R>(scope: Scope, block: () => R | PromiseLike<R>): Promise<R> {
  return scopeStorage().run(scope, async () => await block());
}

/**
 * The promise of a block as its caller gets it: a cancellation ends it when the block has ended; one that nobody
 * looks at is no unhandled rejection.
 *
 * @param block The promise.
 */
export function handOut<R>(block: Promise<R>): Promise<R> {
  const { promise, resolve, reject } = deferred<R>();
  block.then(resolve, (error) => {
    if (isCancelled(error)) promise.catch(() => {});
    reject(error);
  });
  return markAsHearing(followHere(promise));
}

/**
 * Whether an error is a cancellation of a scope: its own error, or what an aborted `fetch` and its like make of
 * it.
 *
 * @param error What was thrown.
 * @param cancellation Why the scope was cancelled.
 */
export function comesFrom(error: unknown, cancellation: CancelledError | undefined): boolean {
  if (cancellation === undefined) return false;
  return error === cancellation ||
    isErrorNamed(error, "AbortError") && (error as Error).cause === cancellation;
}
