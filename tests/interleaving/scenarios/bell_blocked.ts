import { sharedWords } from "../../../src/sync/atomics.ts";
import { defineScenario } from "../_explorer/scenario.ts";
import { blockFor, tellTimes } from "./parts/news.ts";

/** The owner blocks until it has been told three times. */
export const scenario = defineScenario({
  setup: () => ({ bell: sharedWords(1), news: sharedWords(1) }),
  threads: [
    function owner({ bell, news }) {
      blockFor(3, news, bell);
    },
    function ringer({ bell, news }) {
      tellTimes(3, news, bell);
    },
  ],
});
