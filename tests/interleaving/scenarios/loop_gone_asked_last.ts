import { defineScenario } from "../_explorer/scenario.ts";
import { answerAndExit, blockUntilOver, checkAnswer, loopWords, OwnedLoop } from "./parts/loop.ts";

/** Planted: whether the loop is gone is asked after its messages have been read. */
class Hasty extends OwnedLoop {
  override poll(): boolean {
    if (this.isOver) return false;
    const news = this.readAnswer();
    if (this.isGone()) this.isOver = true;
    return news || this.isOver;
  }
}

/** A loop that answers and ends between the two. */
export const scenario = defineScenario({
  setup: loopWords,
  threads: [
    function owner(words) {
      blockUntilOver(words, new Hasty(words));
    },
    function loop(words) {
      answerAndExit(words);
    },
  ],
  check: checkAnswer,
});
