import { add, sharedWords, store } from "../../../src/sync/atomics.ts";
import { defineScenario } from "../_explorer/scenario.ts";

/** Three threads, each with words of its own and one step on a word they share. */
export const scenario = defineScenario({
  setup: () => ({ own: sharedWords(3), sum: sharedWords(1) }),
  threads: [
    function first({ own, sum }) {
      store(own, 0, 1);
      add(sum, 0, 1);
      store(own, 0, 2);
    },
    function second({ own, sum }) {
      store(own, 1, 1);
      add(sum, 0, 1);
      store(own, 1, 2);
    },
    function third({ own, sum }) {
      store(own, 2, 1);
      add(sum, 0, 1);
      store(own, 2, 2);
    },
  ],
});
