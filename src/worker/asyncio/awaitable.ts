/**
 * What the functions of this folder wait for.
 *
 * @module
 */

import type { Future } from "../../core/contract.ts";
import type { Coroutine } from "../../core/coroutine_type.ts";
import { describe } from "../../core/options.ts";
import { isThenable } from "../../core/thenable.ts";
import { checkUnused, isCoroutine, targetOf } from "../../coroutine/coroutine_object.ts";
import { isFuture } from "../../sync/future_inner.ts";
import { followHere, type OnCancel } from "../../sync/awaiting.ts";
import { currentScope } from "../current.ts";
import type { Scope } from "../scope.ts";
import { checkNotItself } from "../task.ts";
import { spawnTask } from "./create_task.ts";

/**
 * Checks what a caller wants to wait for.
 *
 * @param value What was given.
 * @param name What the message calls it.
 * @throws {TypeError} If it cannot be awaited.
 * @throws {InvalidStateError} If it is the calling task itself, or a coroutine that was used before.
 */
export function checkAwaitable(value: unknown, name = "the awaitable"): void {
  if (isThenable(value)) {
    checkUnused(value);
    return checkNotItself(value);
  }
  throw new TypeError(
    `Cannot wait for ${name}: must be a coroutine, a future or a promise, got ${describe(value)}${
      targetOf(value) === undefined ? "" : "; call the function, and wait for what it returns"
    }`,
  );
}

/**
 * A coroutine becomes a task that goes on beside the calling code; what goes on already stays what it is.
 *
 * @param awaitable What to wait for.
 * @param parent The scope whose cancellation cancels the task.
 */
export function toRunning<T>(
  awaitable: PromiseLike<T>,
  parent: Scope | undefined,
): Future<T> | Promise<T> {
  if (isCoroutine(awaitable)) return spawnTask(awaitable as Coroutine<T>, {}, { parent });
  return isFuture(awaitable) ? awaitable as Future<T> : Promise.resolve(awaitable);
}

/**
 * Waits as the task that runs the calling code, if any.
 *
 * @param promise What to wait for.
 * @param onCancel Called when the wait is cancelled.
 */
export function waitHere<T>(promise: Promise<T>, onCancel?: OnCancel): Promise<T> {
  const scope = currentScope();
  return scope === undefined ? promise : followHere(scope.wait(promise, onCancel));
}

/** A coroutine that has not been used, or whatever else can be awaited. */
export type Awaitable<T> = Coroutine<T> | PromiseLike<T>;
