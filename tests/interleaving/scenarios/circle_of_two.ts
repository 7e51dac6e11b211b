import { load } from "../../../src/sync/atomics.ts";
import { defineScenario } from "../_explorer/scenario.ts";
import { circleWords, Member } from "./parts/circle.ts";

/** Two threads block until the other one goes on: one of them sees it, and then both go on. */
export const scenario = defineScenario({
  setup: () => circleWords(2),
  threads: [
    function one(words) {
      new Member(words, 0).waitOrTell(1, 1);
    },
    function other(words) {
      new Member(words, 1).waitOrTell(0, 0);
    },
  ],
  check: ({ found }) => {
    if (load(found, 0) === 0) throw new Error("nobody found the circle");
  },
});
