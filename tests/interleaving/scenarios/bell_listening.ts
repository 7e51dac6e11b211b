import { sharedWords } from "../../../src/sync/atomics.ts";
import { defineScenario } from "../_explorer/scenario.ts";
import { listenFor, tellTimes } from "./parts/news.ts";

/** The owner listens in its event loop until it has been told twice. */
export const scenario = defineScenario({
  setup: () => ({ bell: sharedWords(1), news: sharedWords(1) }),
  threads: [
    function owner({ bell, news }) {
      return listenFor(2, news, bell);
    },
    function ringer({ bell, news }) {
      tellTimes(2, news, bell);
    },
  ],
});
