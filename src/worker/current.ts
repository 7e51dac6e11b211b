import { LoopNotRunningError } from "../core/errors.ts";
import { runtime } from "../runtime/select.ts";
import type { ContextStorage } from "../runtime/types.ts";
import type { Task } from "./task.ts";

const KEY: unique symbol = Symbol.for("sideloop.tasks");

/**
 * Keeps the current task through every `await`; shared by all copies of the library in the thread.
 */
export function taskStorage(): ContextStorage<Task> {
  const scope = globalThis as { [KEY]?: ContextStorage<Task> };
  return scope[KEY] ??= runtime.createContextStorage();
}

/**
 * The running coroutine that calls this.
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
  const task = taskStorage().getStore();
  if (task !== undefined) return task;
  throw new LoopNotRunningError("Cannot tell the current task: this code runs in no coroutine");
}
