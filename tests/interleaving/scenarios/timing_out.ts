import { notify, sharedWords, store, wait } from "../../../src/sync/atomics.ts";
import { now } from "../../../src/sync/clock.ts";
import { defineScenario } from "../_explorer/scenario.ts";

/** A wait that ends by a notify or by its timeout; the clock tells which. */
export const scenario = defineScenario({
  setup: () => ({ word: sharedWords(1), took: sharedWords(1) }),
  threads: [
    function waiter({ word, took }) {
      wait(word, 0, 0, 50);
      took[0] = now();
      if (took[0] === 0 && word[0] === 0) throw new Error("woke for no reason");
    },
    function notifier({ word }) {
      store(word, 0, 1);
      notify(word, 0);
    },
  ],
  check({ took }) {
    if (took[0] !== 0 && took[0] !== 50) throw new Error(`took ${took[0]} ms`);
  },
  model: { timeouts: 1 },
});
