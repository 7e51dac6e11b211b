import { add, cas, load, notify, sharedWords, store, wait } from "../../../src/sync/atomics.ts";
import { now } from "../../../src/sync/clock.ts";
import { defineScenario } from "../_explorer/scenario.ts";

/** What the runs have led to. */
export const outcomes = new Set<string>();

/** Three threads whose steps partly commute, with a wait, a timeout and a death. */
export const scenario = defineScenario({
  setup: () => ({ x: sharedWords(1), flag: sharedWords(1), seen: sharedWords(3) }),
  threads: [
    function waiter({ x, flag, seen }) {
      wait(flag, 0, 0, 10);
      seen[0] = load(x, 0);
      seen[1] = now();
    },
    function setter({ x, flag }) {
      add(x, 0, 1);
      store(flag, 0, 1);
      notify(flag, 0);
    },
    function changer({ x, flag, seen }) {
      cas(x, 0, 1, 5);
      notify(flag, 0);
      seen[2] = load(x, 0) + 1;
    },
  ],
  check: ({ x, flag, seen }) => void outcomes.add([x[0], flag[0], ...seen].join(" ")),
  model: { timeouts: 1, mortal: ["changer"] },
});
