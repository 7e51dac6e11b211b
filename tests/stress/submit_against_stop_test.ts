/**
 * A thread submits to a loop while its owner stops it: what was accepted is settled, what is refused is told so.
 * `SIDELOOP_STRESS_LOOPS` says how many loops are stopped so (default: 20; at night 100). Each is flooded until it
 * refuses, so that every stop meets submissions that are on their way; it is one race per loop, not per submission.
 *
 * @module
 */
import process from "node:process";
import { type EventLoop, newEventLoop, runCoroutineThreadsafe } from "sideloop";
import { assert, assertEquals } from "@std/assert";
import { test } from "../_harness/test.ts";
import { submitUntilRefused } from "../fixtures/hostile/submits_until_refused.ts";
import { withLoop } from "../fixtures/with_loop.ts";

const LOOPS = Number(process.env.SIDELOOP_STRESS_LOOPS ?? 20);

/** How a loop may end, and with which errors its work and those who come too late. */
const WAYS: Readonly<Record<string, (loop: EventLoop) => unknown>> = {
  stop: (loop) => loop.stop(),
  terminate: (loop) => loop.terminate(),
};

for (const [way, end] of Object.entries(WAYS)) {
  test(
    `EventLoop.${way}: of submissions that race it, over ${LOOPS} loops, all are settled or refused`,
    async () => {
      await withLoop(async (submitter) => {
        let accepted = 0;
        for (let number = 0; number < LOOPS; number++) {
          const loop = newEventLoop({ name: `Target-${number}`, onError: () => {} }).start();
          const count = new Int32Array(new SharedArrayBuffer(4));
          const future = runCoroutineThreadsafe(submitUntilRefused(loop, count), submitter);
          while (Atomics.load(count, 0) < 1 + 37 * (number % 8)) {
            await new Promise((resolve) => setTimeout(resolve));
          }
          const ended = end(loop);
          const { accepted: some, ends, refusal } = await future;
          accepted += some;
          for (const kind of ends) {
            assert(["value", "CancelledError", "BrokenLoopError"].includes(kind), kind);
          }
          assert(["LoopClosedError", "BrokenLoopError"].includes(refusal), refusal);
          await ended;
          await loop.join();
        }
        assert(accepted >= LOOPS);
        assertEquals(submitter.stats().running, 0);
      });
    },
    { timeout: 300_000 },
  );
}
