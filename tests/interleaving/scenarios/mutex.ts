import { sharedWords } from "../../../src/sync/atomics.ts";
import { defineScenario } from "../_explorer/scenario.ts";
import { addUnderLock, unlock } from "./parts/mutex.ts";

/** Two threads add to a plain counter, one at a time. */
export const scenario = defineScenario({
  setup: () => ({ mutex: sharedWords(1), counter: sharedWords(1) }),
  threads: [
    function first({ mutex, counter }) {
      addUnderLock(mutex, counter, 1, unlock);
    },
    function second({ mutex, counter }) {
      addUnderLock(mutex, counter, 2, unlock);
    },
  ],
  check({ counter }) {
    if (counter[0] !== 3) throw new Error(`the counter is ${counter[0]}, not 3`);
  },
});
