import { defineScenario } from "../_explorer/scenario.ts";
import { answerAndExit, checkAnswer, listenUntilOver, loopWords } from "./parts/loop.ts";

/** A loop answers and ends while its owner listens: the end is seen, and the answer before it. */
export const scenario = defineScenario({
  setup: loopWords,
  threads: [
    function owner(words) {
      return listenUntilOver(words);
    },
    function loop(words) {
      answerAndExit(words);
    },
  ],
  check: checkAnswer,
});
