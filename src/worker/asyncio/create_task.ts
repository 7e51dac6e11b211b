import type { Coroutine } from "../../core/coroutine_type.ts";
import { checkOptions, checkString } from "../../core/options.ts";
import type { Task } from "../../core/task_type.ts";
import { useCoroutine } from "../../coroutine/coroutine_object.ts";
import type { Work } from "../../wire/messages.ts";
import { currentScope } from "../current.ts";
import type { SpawnOptions } from "../local_tasks.ts";
import { threadRunner } from "../thread_runner.ts";

/**
 * How a task is made.
 *
 * @category Inside a coroutine
 */
export interface TaskOptions {
  /** What it is called, in place of the coroutine's name. */
  readonly name?: string;
  /** What its code finds as `currentTask().context` (default: what the calling task has). */
  readonly context?: unknown;
}

/**
 * Has a coroutine run on this loop beside the calling code. It begins in its turn, not at once.
 *
 * The task is a child of the one that makes it: cancelling that one cancels it, too, unless it is
 * {@linkcode shield}ed. It may outlive its parent's normal end. A failure nobody has looked at is reported when
 * the loop stops. Its arguments are not cloned.
 *
 * @param coroutine What to run. It is used up.
 * @param options How.
 * @returns The task, which can be awaited and cancelled.
 * @throws {TypeError} If `coroutine` is no coroutine, or an option of the wrong type.
 * @throws {InvalidStateError} If the coroutine was used before.
 * @category Inside a coroutine
 *
 * @example
 * ```ts
 * import { createTask, inline } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const task = createTask(inline((a: number, b: number) => a + b, 1, 2));
 * assertEquals(await task, 3);
 * ```
 */
export function createTask<T>(coroutine: Coroutine<T>, options: TaskOptions = {}): Task<T> {
  return spawnTask(coroutine, options, { parent: currentScope() });
}

/**
 * Makes a task of a coroutine that a caller has handed in.
 *
 * @param coroutine What to run.
 * @param options What the caller wants.
 * @param how Where it belongs.
 */
export function spawnTask<T>(
  coroutine: Coroutine<T>,
  options: TaskOptions,
  how: SpawnOptions,
): Task<T> {
  checkOptions(options, "the task");
  checkString(options.name, "name");
  const { name, context = currentScope()?.owner.context } = options;
  const { tasks } = threadRunner();
  const spawn = (work: Work) => tasks.spawn(work, { ...how, name, context });
  const task = useCoroutine(coroutine, spawn, "make a task of");
  return task as unknown as Task<T>;
}
