import { LoopNotRunningError } from "../core/errors.ts";
import type { Task } from "../core/task_type.ts";
import { runtime } from "../runtime/select.ts";
import type { ContextStorage } from "../runtime/types.ts";
import type { Scope } from "./scope.ts";

const KEY: unique symbol = Symbol.for("sideloop.scopes");

/** Why the code of a coroutine may not be known to be that in a browser. */
const FORGETFUL =
  ", or has awaited something that is not this library's: a browser forgets the task there. Take currentTask() before, or await cancellable(promise)";

/** Keeps the current scope through every `await`; shared by all copies of the library in the thread. */
export function scopeStorage(): ContextStorage<Scope | undefined> {
  const holder = globalThis as { [KEY]?: ContextStorage<Scope | undefined> };
  return holder[KEY] ??= runtime.createContextStorage();
}

/**
 * Goes on with code of a scope that has awaited something: calls it in the scope, where the runtime has forgotten that.
 *
 * @param scope The scope.
 * @param step The code.
 */
export function resumeIn<R>(scope: Scope, step: () => R): R {
  const storage = scopeStorage();
  return storage.tracing === undefined ? step() : storage.run(scope, step);
}

/**
 * Who awaits the promise that it gives goes on in a scope, where the runtime has forgotten in which.
 *
 * @param scope The scope.
 * @param promise What code of the scope gave.
 */
export function lendTo<R>(scope: Scope, promise: Promise<R>): Promise<R> {
  return scopeStorage().tracing?.lend(promise, scope) ?? promise;
}

/** The scope that the calling code runs in, if it runs in a task. */
export function currentScope(): Scope | undefined {
  return scopeStorage().getStore();
}

/**
 * The task that runs the calling code.
 *
 * A browser has nothing that keeps it across every `await`. There it is known up to the first one, and after each that
 * awaits something of this library: `sleep`, `gather`, `timeout`, a future, a coroutine, `cancellable(promise)`, and
 * at each `yield` of a generator coroutine. After any other, take it before and use `task.run(fn)`.
 *
 * @throws {LoopNotRunningError} Outside a coroutine.
 * @category Inside a coroutine
 *
 * @example Passing the signal on
 * ```ts ignore
 * import { coroutine, currentTask, isMainThread, withWorker } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const load = coroutine(import.meta, async function load(url: string) {
 *   const response = await fetch(url, { signal: currentTask().signal });
 *   return await response.text();
 * });
 *
 * if (isMainThread) {
 *   assertEquals(await withWorker((worker) => worker.submit(load("data:,hello"))), "hello");
 * }
 * ```
 */
export function currentTask(): Task {
  const scope = currentScope();
  if (scope !== undefined) return scope.owner.task;
  const advice = scopeStorage().tracing === undefined ? "" : FORGETFUL;
  throw new LoopNotRunningError(
    `Cannot tell the current task: this code runs in no coroutine${advice}`,
  );
}
