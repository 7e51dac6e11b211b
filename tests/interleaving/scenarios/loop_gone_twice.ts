import { sharedWords } from "../../../src/sync/atomics.ts";
import { Vitals } from "../../../src/sync/vitals.ts";
import { defineScenario } from "../_explorer/scenario.ts";

/** The loop's thread and its owner both say that it is gone: the first gives the exit code. */
export const scenario = defineScenario({
  setup: () => ({ vitals: new Vitals().words, first: sharedWords(1) }),
  threads: [
    function loop({ vitals, first }) {
      if (new Vitals(vitals).markGone(1)) first[0] = 1;
    },
    function owner({ vitals, first }) {
      if (new Vitals(vitals).markGone(2)) first[0] = 2;
    },
  ],
  check({ vitals, first }) {
    const code = new Vitals(vitals).exitCode();
    if (code !== first[0]) throw new Error(`the first gave ${first[0]}, but the code is ${code}`);
  },
});
