/**
 * Coroutines that use loops themselves: one that they were given, or one that they make.
 *
 * @module
 */
import {
  coroutine,
  type EventLoop,
  isMainThread,
  newEventLoop,
  runCoroutineThreadsafe,
  wait,
} from "sideloop";
import { outcomeOf, outcomeOfCall } from "../outcome_text.ts";
import { makeSimple, type SimpleWork } from "./simple.ts";

/** What becomes of work that was handed on. */
export type Handling = "await" | "block" | "cancel" | "drop";

/** What becomes of a loop that a coroutine has made. */
export type NestedEnd = "stop" | "terminate" | "leave";

/** How long a thread blocks for work of another, in milliseconds. */
const MAY_BLOCK = 10;

/** Submits work to a loop, and tells how that ended. */
export const submitsTo = coroutine(
  import.meta,
  async function submitsTo(
    loop: EventLoop,
    work: SimpleWork,
    handling: Handling,
  ): Promise<string> {
    let future;
    try {
      future = runCoroutineThreadsafe(makeSimple(work), loop);
    } catch (error) {
      return outcomeOfCall(() => {
        throw error;
      });
    }
    // Looks at the outcome, which would be reported on stderr otherwise.
    future.addDoneCallback(() => {});
    if (handling === "await") return await outcomeOf(future);
    if (handling === "block") return outcomeOfCall(() => future.result(MAY_BLOCK));
    if (handling === "cancel") future.cancel();
    return handling;
  },
);

/** Stops a loop, which may be its own. */
export const stops = coroutine(import.meta, function stops(loop: EventLoop): number {
  loop.stop();
  return 0;
});

/**
 * Makes a loop, has it do some work, and ends it in some way. Tells what has not become of its futures as it
 * should; nothing, if all is well.
 */
export const nests = coroutine(
  import.meta,
  async function nests(works: readonly SimpleWork[], end: NestedEnd): Promise<string[]> {
    if (isMainThread) return ["on the main thread"];
    const loop = newEventLoop({ stopTimeout: 50, onError: () => {} }).start();
    const futures = works.map((work) => runCoroutineThreadsafe(makeSimple(work), loop));
    try {
      await wait(futures, { timeout: MAY_BLOCK });
    } finally {
      if (end === "stop") loop.stop();
      if (end === "terminate") void loop.terminate();
      if (end !== "leave") await loop.join();
    }
    if (end === "leave") return [];
    return futures.filter((future) => !future.done()).map(({ name }) => `${name} is pending`);
  },
);

/** Gives the numbers below a limit, as a stream. */
export const counts = coroutine(import.meta, async function* counts(limit: number) {
  for (let number = 0; number < limit; number++) yield await Promise.resolve(number);
});
