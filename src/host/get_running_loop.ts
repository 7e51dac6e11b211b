import type { EventLoop } from "../core/contract.ts";
import { LoopNotRunningError } from "../core/errors.ts";
import { currentThread } from "../runtime/this_thread.ts";
import { localHandle, localLoop } from "../wire/local_loop.ts";

/**
 * The loop that runs the calling code.
 *
 * @throws {LoopNotRunningError} Where no loop does: on the main thread outside of coroutines.
 * @category Loops
 *
 * @example
 * ```ts
 * import { getRunningLoop, inline, withWorker } from "sideloop";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => getRunningLoop());
 * ```
 */
export function getRunningLoop(): EventLoop {
  if (localLoop().isRunningHere()) return localHandle();
  throw new LoopNotRunningError(
    `Cannot get the running loop: none runs this code on ${currentThread().name}; call it in a coroutine, or use mainLoop()`,
  );
}
