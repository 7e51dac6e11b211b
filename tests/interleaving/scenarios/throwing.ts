import { cas, load, sharedWords } from "../../../src/sync/atomics.ts";
import { defineScenario } from "../_explorer/scenario.ts";

/** Planted: a microtask of the second thread throws, unless the first comes first. */
export const scenario = defineScenario({
  setup: () => ({ word: sharedWords(1) }),
  threads: [
    function first({ word }) {
      cas(word, 0, 0, 1);
    },
    function second({ word }) {
      queueMicrotask(() => {
        if (load(word, 0) === 0) throw new Error("came too soon");
      });
    },
  ],
});
