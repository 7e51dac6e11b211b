import { load, pause, sharedWords } from "../../../src/sync/atomics.ts";
import { defineScenario } from "../_explorer/scenario.ts";

/** Planted: nobody ever sets what both spin on. */
export const scenario = defineScenario({
  setup: () => ({ flag: sharedWords(1) }),
  threads: [
    function first({ flag }) {
      while (load(flag, 0) === 0) pause();
    },
    function second({ flag }) {
      while (load(flag, 0) === 0) pause();
    },
  ],
});
