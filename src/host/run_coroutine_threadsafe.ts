import type { EventLoop, Future } from "../core/contract.ts";
import type { Coroutine } from "../core/coroutine_type.ts";
import { useCoroutine, workOf } from "../coroutine/coroutine_object.ts";
import type { SubmitOptions } from "./submit_options.ts";
import { innerOfLoop } from "./loop_handle.ts";
import { newSite, noteSite } from "./site.ts";

/**
 * Submits a coroutine to a loop, from any thread that holds the loop. Returns before the loop has
 * seen anything.
 *
 * **Ordering**: coroutines of one thread start in the order submitted, among those whose modules
 * are loaded.
 *
 * @param coroutine What to run. It is used up.
 * @param loop Where.
 * @param options How.
 * @returns The future of its result.
 * @throws {TypeError} If `coroutine` is no coroutine, `loop` no loop, or an option of the wrong
 * type.
 * @throws {InvalidStateError} If the coroutine was used before.
 * @throws {SerializationError} If an argument cannot cross.
 * @throws {LoopClosedError} If the loop was stopped.
 * @throws {BrokenLoopError} If the loop died.
 * @category Loops
 *
 * @example
 * ```ts
 * import { inline, newEventLoop, runCoroutineThreadsafe } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const loop = newEventLoop().start();
 * const future = runCoroutineThreadsafe(inline((name: string) => `Hello ${name}`, "loop"), loop);
 * assertEquals(await future, "Hello loop");
 * await loop[Symbol.asyncDispose]();
 * ```
 */
export function runCoroutineThreadsafe<T>(
  coroutine: Coroutine<T>,
  loop: EventLoop,
  options: SubmitOptions = {},
): Future<T> {
  const { submit, isDebugged } = innerOfLoop(loop);
  const site = newSite(workOf(coroutine), isDebugged);
  const future = useCoroutine(coroutine, (work) => submit(work, options, site));
  noteSite(site, runCoroutineThreadsafe);
  return future as Future<T>;
}
