import { load } from "../../../src/sync/atomics.ts";
import { defineScenario } from "../_explorer/scenario.ts";
import { circleWords, Member } from "./parts/circle.ts";

/**
 * One answers the other, then waits for it; the other waits for that answer, then answers. Never do both wait in
 * vain, although there are moments at which each says that it waits for the other.
 */
export const scenario = defineScenario({
  setup: () => circleWords(2),
  threads: [
    function one(words) {
      const member = new Member(words, 0);
      member.answer(1);
      mustBeAnswered(member.waitFor(1));
    },
    function other(words) {
      const member = new Member(words, 1);
      mustBeAnswered(member.waitFor(0));
      member.answer(0);
    },
  ],
  check: ({ answers }) => {
    if (load(answers, 0) + load(answers, 1) !== 2) throw new Error("an answer was lost");
  },
});

function mustBeAnswered(ending: "answered" | "stuck"): void {
  if (ending === "stuck") throw new Error("there was no circle");
}
