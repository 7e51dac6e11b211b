import { BrokenLoopError, CancelledError } from "sideloop";
import { assertEquals, assertInstanceOf } from "@std/assert";
import { RemoteLoop } from "../../src/host/remote_loop.ts";
import { Vitals } from "../../src/sync/vitals.ts";
import { test } from "../_harness/test.ts";

const EXIT_CODE = 3;

/** A loop that nobody plays, as one sees it who was given it. */
function makeRemoteLoop() {
  const [vitals, maker] = [new Vitals(), new Vitals()];
  vitals.markStarted();
  const passport = {
    id: -1,
    name: "Inner",
    seat: -1,
    ownerSeat: -1,
    vitals: vitals.words,
    makers: [maker.words],
    blocks: true,
    isMain: false,
  };
  const { port1: port } = new MessageChannel();
  port.close();
  return { loop: new RemoteLoop({ passport, port: port as never }), vitals, maker };
}

test("RemoteLoop.outcomeOfCancelled: is what the loop says while its maker lives, or when it was stopped", () => {
  const { loop, vitals, maker } = makeRemoteLoop();
  const error = new CancelledError("enough");
  assertEquals(loop.outcomeOfCancelled(error), { kind: "cancelled", error });
  vitals.markStopping();
  maker.markGone(EXIT_CODE);
  assertEquals(loop.outcomeOfCancelled(error), { kind: "cancelled", error });
});

test("RemoteLoop.outcomeOfCancelled: a loop that cancels because its maker has ended has died", () => {
  const { loop, maker } = makeRemoteLoop();
  maker.markGone(EXIT_CODE);
  const outcome = loop.outcomeOfCancelled(new CancelledError("left behind"));
  assertEquals(outcome.kind, "threw");
  const { error } = outcome as { error: unknown };
  assertInstanceOf(error, BrokenLoopError);
  assertEquals(error.exitCode, EXIT_CODE);
});
