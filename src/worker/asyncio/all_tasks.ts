import type { Task } from "../../core/task_type.ts";
import { threadRunner } from "../thread_runner.ts";

/**
 * The tasks of this loop that have not ended: those that other threads have submitted, those made here, and those
 * that still clean up after a cancellation. The calling one is among them.
 *
 * Cancelling one that another thread has submitted cancels that thread's future when the coroutine has ended, and
 * wakes it where it is blocked.
 *
 * @returns A new set, in the order in which the loop got them.
 * @category Inside a coroutine
 *
 * @example
 * ```ts
 * import { allTasks, createTask, inline } from "sideloop";
 * import { assert } from "@std/assert";
 *
 * const task = createTask(inline(() => "soon"));
 * assert(allTasks().has(task));
 * await task;
 * ```
 */
export function allTasks(): Set<Task> {
  return new Set<Task>(threadRunner().allTasks());
}
