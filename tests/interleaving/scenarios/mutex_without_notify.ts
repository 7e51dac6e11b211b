import { add, sharedWords, store, type Words } from "../../../src/sync/atomics.ts";
import { defineScenario } from "../_explorer/scenario.ts";
import { addUnderLock } from "./parts/mutex.ts";

/** Planted: nobody is told that the lock is free. */
function unlock(mutex: Words): void {
  if (add(mutex, 0, -1) !== 1) store(mutex, 0, 0);
}

/** Two threads with a lock that wakes nobody. */
export const scenario = defineScenario({
  setup: () => ({ mutex: sharedWords(1), counter: sharedWords(1) }),
  threads: [
    function first({ mutex, counter }) {
      addUnderLock(mutex, counter, 1, unlock);
    },
    function second({ mutex, counter }) {
      addUnderLock(mutex, counter, 1, unlock);
    },
  ],
});
