import { add, load, sharedWords } from "../../../src/sync/atomics.ts";
import { Doorbell } from "../../../src/sync/doorbell.ts";
import { defineScenario } from "../_explorer/scenario.ts";
import { blockFor } from "./parts/news.ts";

/** Planted: the ringer asks whether the owner sleeps before its news is in place. */
export const scenario = defineScenario({
  setup: () => ({ bell: sharedWords(1), news: sharedWords(1) }),
  threads: [
    function owner({ bell, news }) {
      blockFor(1, news, bell);
    },
    function ringer({ bell, news }) {
      const isParked = load(bell, 0) === 1;
      add(news, 0, 1);
      if (isParked) new Doorbell(bell).wake();
    },
  ],
});
