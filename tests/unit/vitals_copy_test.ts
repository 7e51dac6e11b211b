import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Vitals } from "../../src/sync/vitals.ts";
import { type VitalsChange, VitalsCopy } from "../../src/sync/vitals_copy.ts";
import { test } from "../_harness/test.ts";

/** One thread's words, and what the other one has told and is not read yet. */
class Side {
  readonly vitals: Vitals;
  readonly copy: VitalsCopy;
  readonly incoming: VitalsChange[] = [];

  constructor(words: Int32Array) {
    this.vitals = new Vitals(words.slice());
    this.copy = new VitalsCopy(this.vitals);
  }

  readOne(): void {
    const change = this.incoming.shift();
    if (change !== undefined) this.copy.apply(change);
  }
}

const EVENTS = {
  submitted: (side: Side) => side.vitals.countSubmitted(),
  started: (side: Side) => side.vitals.countStarted(),
  completed: (side: Side) => side.vitals.countEnded("completed"),
  discarded: (side: Side) => side.vitals.countEnded("discarded"),
  stop: (side: Side) => side.vitals.requestStop(),
  stopping: (side: Side) => side.vitals.markStopping(),
};

const STEP = fc.record({
  side: fc.integer({ min: 0, max: 1 }),
  what: fc.constantFrom(...Object.keys(EVENTS), "tell", "read") as fc.Arbitrary<
    keyof typeof EVENTS | "tell" | "read"
  >,
});

test("VitalsCopy: two threads that tell each other what has changed count alike, however that crosses", () => {
  fc.assert(fc.property(fc.array(STEP, { maxLength: 80 }), (steps) => {
    const start = new Vitals();
    start.markStarted();
    const sides = [new Side(start.words), new Side(start.words)] as const;
    const tell = (from: Side, to: Side) => to.incoming.push(from.copy.takeChange());
    for (const { side, what } of steps) {
      const [here, there] = side === 0 ? sides : [sides[1], sides[0]];
      if (what === "tell") tell(here, there);
      else if (what === "read") here.readOne();
      else EVENTS[what](here);
    }
    tell(sides[0], sides[1]);
    tell(sides[1], sides[0]);
    for (const side of sides) while (side.incoming.length > 0) side.readOne();
    const counted = steps.filter(({ what }) => what === "submitted").length;
    assertEquals(sides[0].vitals.words, sides[1].vitals.words);
    const { pending, running, completed, cancelled } = sides[0].vitals.read();
    assertEquals(pending + running + completed + cancelled, counted);
    const isAsked = steps.some(({ what }) => what === "stop" || what === "stopping");
    assertEquals(sides[0].vitals.isStopping(), isAsked);
  }));
});

test("VitalsCopy: the end of the loop's thread arrives with its exit code, and is not told back", () => {
  const start = new Vitals();
  const [owner, loop] = [new Side(start.words), new Side(start.words)];
  loop.vitals.markGone(3);
  owner.copy.apply(loop.copy.takeChange());
  assertEquals(owner.vitals.isGone(), true);
  assertEquals(owner.vitals.exitCode(), 3);
  assertEquals(owner.copy.takeChange(), []);
});
