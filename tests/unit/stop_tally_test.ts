import { assertEquals } from "@std/assert";
import { StopTally } from "../../src/host/stop_tally.ts";
import { Vitals } from "../../src/sync/vitals.ts";
import { test } from "../_harness/test.ts";

/** One coroutine has been handed to a loop whose thread was terminated. */
function terminated(): { tally: StopTally; vitals: Vitals } {
  const vitals = new Vitals();
  vitals.countSubmitted();
  const tally = new StopTally();
  tally.isTerminated = true;
  return { tally, vitals };
}

function countsOf(tally: StopTally, vitals: Vitals): number[] {
  const { completed, cancelled, abandoned } = tally.report(vitals, true);
  return [completed, cancelled, abandoned];
}

test("StopTally: what never began was cancelled, once, though the thread goes on and says so, too", () => {
  const { tally, vitals } = terminated();
  tally.close(0, 1, vitals);
  vitals.countEnded("discarded");
  assertEquals(countsOf(tally, vitals), [0, 1, 0]);
});

test("StopTally: what began was abandoned, also where its beginning was not read any more", () => {
  const { tally, vitals } = terminated();
  vitals.countStarted();
  tally.close(0, 1, vitals);
  assertEquals(countsOf(tally, vitals), [0, 0, 1]);
});

test("StopTally: what had ended is no more than that, though its answer was not read any more", () => {
  const { tally, vitals } = terminated();
  vitals.countStarted();
  vitals.countEnded("completed");
  tally.close(1, 0, vitals);
  assertEquals(countsOf(tally, vitals), [1, 0, 0]);
});

test("StopTally: a thread that ended by itself has nothing abandoned", () => {
  const { vitals } = terminated();
  const tally = new StopTally();
  tally.close(0, 1, vitals);
  assertEquals(countsOf(tally, vitals), [0, 1, 0]);
});
