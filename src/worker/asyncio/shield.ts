import { isDone } from "../../core/future_state.ts";
import { innerOf, isFuture } from "../../sync/future_inner.ts";
import { isTask } from "../task.ts";
import { checkAwaitable, toRunning, waitHere } from "./awaitable.ts";

/**
 * Waits for work without passing a cancellation on to it: the wait ends, the work goes on. A coroutine becomes
 * a task that no other one cancels; a task is taken out of the reach of its parent. Stopping the loop cancels
 * it all the same.
 *
 * Keep the awaitable where you want its result after the wait was cancelled. The cancellation of the work itself
 * ends the wait.
 *
 * @param awaitable A coroutine, a future or a promise.
 * @throws {TypeError} If it cannot be awaited.
 * @throws {InvalidStateError} If it is a coroutine that was used before.
 * @throws {CancelledError} When the calling task is cancelled, or the work.
 * @throws What the work fails with.
 * @category Inside a coroutine
 *
 * @example
 * ```ts
 * import { inline, shield } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await shield(inline(() => "written")), "written");
 * ```
 */
export function shield<T>(awaitable: PromiseLike<T>): Promise<T> {
  checkAwaitable(awaitable);
  const work = toRunning(awaitable, undefined);
  if (!isFuture(work)) return waitHere(work);
  if (isTask(work)) work.scope.detach();
  if (isDone(innerOf(work).state())) return work;
  return waitHere(innerOf(work).outcome() as Promise<T>);
}
