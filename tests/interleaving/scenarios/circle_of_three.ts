import { load } from "../../../src/sync/atomics.ts";
import { defineScenario } from "../_explorer/scenario.ts";
import { circleWords, Member } from "./parts/circle.ts";

/** Three threads block, each until the next one goes on: one of them sees it, and then all go on. */
export const scenario = defineScenario({
  setup: () => circleWords(3),
  threads: [
    function first(words) {
      pass(words, 0);
    },
    function second(words) {
      pass(words, 1);
    },
    function third(words) {
      pass(words, 2);
    },
  ],
  check: ({ found }) => {
    if (load(found, 0) === 0) throw new Error("nobody found the circle");
  },
  model: { preemptions: 2 },
});

/** Whoever goes on answers the one that waits for it. */
function pass(words: ReturnType<typeof circleWords>, index: number): void {
  const member = new Member(words, index);
  const waiting = (index + 2) % 3;
  member.waitOrTell((index + 1) % 3, waiting);
  member.answer(waiting);
}
