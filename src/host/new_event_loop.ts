import type { EventLoop } from "../core/contract.ts";
import { type EventLoopOptions, resolveLoopOptions } from "./loop_options.ts";
import { OwnedLoop } from "./owned_loop.ts";

/**
 * Makes an event loop that will have a thread of its own. Work may be submitted at once; it runs
 * after `start()`.
 *
 * @param options How it is made.
 * @throws {TypeError} If an option is of the wrong type, or the runtime cannot honour it.
 * @throws {RangeError} If a time is `NaN`, or `maxThreads` no positive integer.
 * @category Loops
 *
 * @example
 * ```ts
 * import { inline, newEventLoop, runCoroutineThreadsafe } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const loop = newEventLoop({ name: "background" }).start();
 * const future = runCoroutineThreadsafe(inline((n: number) => n * 2, 21), loop);
 * assertEquals(future.result(5_000), 42);
 * loop.stop();
 * await loop.join();
 * ```
 */
export function newEventLoop(options: EventLoopOptions = {}): EventLoop {
  return new OwnedLoop(resolveLoopOptions(options));
}
