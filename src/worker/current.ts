import { LoopNotRunningError } from "../core/errors.ts";
import type { Task } from "../core/task_type.ts";
import { runtime } from "../runtime/select.ts";
import type { ContextStorage } from "../runtime/types.ts";
import type { Scope } from "./scope.ts";

const KEY: unique symbol = Symbol.for("sideloop.scopes");

/** Keeps the current scope through every `await`; shared by all copies of the library in the thread. */
export function scopeStorage(): ContextStorage<Scope | undefined> {
  const holder = globalThis as { [KEY]?: ContextStorage<Scope | undefined> };
  return holder[KEY] ??= runtime.createContextStorage();
}

/** The scope that the calling code runs in, if it runs in a task. */
export function currentScope(): Scope | undefined {
  return scopeStorage().getStore();
}

/**
 * The task that runs the calling code.
 *
 * @throws {LoopNotRunningError} Outside a coroutine.
 *
 * @example Passing the signal on
 * ```ts ignore
 * import { coroutine, currentTask } from "sideloop";
 *
 * export const load = coroutine(import.meta, async function load(url: string) {
 *   const response = await fetch(url, { signal: currentTask().signal });
 *   return await response.text();
 * });
 * ```
 */
export function currentTask(): Task {
  const scope = currentScope();
  if (scope !== undefined) return scope.owner.task;
  throw new LoopNotRunningError("Cannot tell the current task: this code runs in no coroutine");
}
