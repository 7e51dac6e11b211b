import { add, cas, load, sharedWords } from "../../../src/sync/atomics.ts";
import { defineScenario } from "../_explorer/scenario.ts";
import { blockFor } from "./parts/news.ts";

/** Planted: the ringer changes the word and notifies nobody. */
export const scenario = defineScenario({
  setup: () => ({ bell: sharedWords(1), news: sharedWords(1) }),
  threads: [
    function owner({ bell, news }) {
      blockFor(1, news, bell);
    },
    function ringer({ bell, news }) {
      add(news, 0, 1);
      if (load(bell, 0) === 1) cas(bell, 0, 1, 0);
    },
  ],
});
