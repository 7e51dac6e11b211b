import { load, store } from "../../../src/sync/atomics.ts";
import { Roster } from "../../../src/sync/roster.ts";
import { defineScenario } from "../_explorer/scenario.ts";
import { circleWords, Member } from "./parts/circle.ts";

/** A planted bug: one thread says whom it waits for before it has looked. */
export const scenario = defineScenario({
  setup: () => circleWords(2),
  threads: [
    function one(words) {
      const member = new Member(words, 0);
      member.answer(1);
      if (member.waitFor(1) === "stuck") throw new Error("there was no circle");
    },
    function hasty(words) {
      const roster = new Roster(words.roster);
      const { bell } = roster.seat(1);
      for (;;) {
        bell.park();
        const isStuck = roster.waitFor(1, 0);
        if (load(words.answers, 1) === 1) break;
        if (!isStuck) bell.wait(Infinity);
      }
      roster.stopWaiting(1);
      store(words.answers, 0, 1);
      roster.seat(0).bell.ring();
    },
  ],
});
