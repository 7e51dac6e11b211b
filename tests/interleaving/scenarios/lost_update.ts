import { load, sharedWords, store, type Words } from "../../../src/sync/atomics.ts";
import { defineScenario } from "../_explorer/scenario.ts";

/** Planted: two steps where it takes one. */
function add(counter: Words): void {
  store(counter, 0, load(counter, 0) + 1);
}

/** Two threads add to a counter without `Atomics.add`. */
export const scenario = defineScenario({
  setup: () => ({ counter: sharedWords(1) }),
  threads: [
    function first({ counter }) {
      add(counter);
    },
    function second({ counter }) {
      add(counter);
    },
  ],
  check({ counter }) {
    if (counter[0] !== 2) throw new Error(`the counter is ${counter[0]}, not 2`);
  },
});
