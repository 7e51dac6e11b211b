import type { EventLoop } from "../core/contract.ts";
import { runtime } from "../runtime/select.ts";
import type { Words } from "../sync/atomics.ts";
import { Vitals } from "../sync/vitals.ts";
import { localHandle, localLoop } from "../wire/local_loop.ts";
import { type Introduction, meetLoop, passable, type PassableLoop } from "../wire/loop_passing.ts";

let handle: EventLoop | undefined;

/**
 * The main thread's own loop, from any thread: so that work in a loop can call back to it.
 *
 * Its coroutines run on the main thread's event loop, between all else that it does, and only while it does not
 * block. It takes work at any time, and is never stopped: it ends with the program. Where the program itself is
 * in a worker that this library has not made, as in some test runners, that worker counts as the main thread.
 *
 * **Ordering**: what a coroutine hands to this loop, and its own result, come by different ways. To have the last
 * report handled before the result is, await it: `await runCoroutineThreadsafe(show(100), mainLoop())`.
 *
 * @returns The same handle each time.
 * @category Loops
 *
 * @example
 * ```ts ignore
 * import { coroutine, isMainThread, mainLoop, runCoroutineThreadsafe, withWorker } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const shown: number[] = []; // on the main thread
 * const show = coroutine(import.meta, "show", (percent: number) => shown.push(percent));
 *
 * const work = coroutine(import.meta, async function work() {
 *   for (let percent = 0; percent <= 100; percent += 50) {
 *     await runCoroutineThreadsafe(show(percent), mainLoop());
 *   }
 * });
 *
 * if (isMainThread) {
 *   await withWorker((worker) => worker.submit(work()));
 *   assertEquals(shown, [0, 50, 100]);
 * }
 * ```
 */
export function mainLoop(): EventLoop {
  const { main } = localLoop();
  return handle ??= main === undefined ? localHandle() : meetLoop(main);
}

/**
 * Gets the main thread's own loop ready for a new thread.
 *
 * @param guest The vitals of the loop of that thread.
 */
export function introduceMainLoop(guest: Words): Introduction {
  const { main, passport, admit } = localLoop();
  if (main !== undefined) return (passable(mainLoop()) as PassableLoop).introduce(guest);
  const [port, there] = runtime.createPorts();
  admit(there, new Vitals(guest));
  return { passport, port };
}
