import { defineScenario } from "../_explorer/scenario.ts";
import { answerAndExit, blockUntilOver, EXIT_CODE, loopWords } from "./parts/loop.ts";

/**
 * Planted: the exit hook rings the bell as if nobody could have died between the two halves of a
 * ring.
 */
export const scenario = defineScenario({
  setup: loopWords,
  threads: [
    function owner(words) {
      blockUntilOver(words);
    },
    function loop(words) {
      answerAndExit(words, (vitals, bell) => {
        vitals.markGone(EXIT_CODE);
        bell.ring();
      });
    },
  ],
  model: { mortal: ["loop"] },
});
