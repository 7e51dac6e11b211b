/**
 * A block of code with a scope of its own, inside the task that runs it.
 *
 * @module
 */

import type { CancelledError } from "../../core/errors.ts";
import { currentScope, scopeStorage } from "../current.ts";
import { anonymousScope } from "../anonymous_task.ts";
import { Scope } from "../scope.ts";

/** A scope for a block of the calling task; outside of all tasks, of a task without a name. */
export function newScope(): Scope {
  const around = currentScope() ?? anonymousScope();
  return new Scope(around.owner, around);
}

/**
 * Runs a block in a scope.
 *
 * @param scope The scope.
 * @param block The block.
 * @returns Its value.
 */
export async function runIn<R>(scope: Scope, block: () => R | PromiseLike<R>): Promise<R> {
  return await scopeStorage().run(scope, block);
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
    error instanceof Error && error.name === "AbortError" && error.cause === cancellation;
}
