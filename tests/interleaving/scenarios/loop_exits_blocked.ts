import { defineScenario } from "../_explorer/scenario.ts";
import { answerAndExit, blockUntilOver, checkAnswer, loopWords } from "./parts/loop.ts";

/** A loop answers and ends while its owner blocks: the end is seen, and the answer before it. */
export const scenario = defineScenario({
  setup: loopWords,
  threads: [
    function owner(words) {
      blockUntilOver(words);
    },
    function loop(words) {
      answerAndExit(words);
    },
  ],
  check: checkAnswer,
});
