import { sharedWords } from "../../../src/sync/atomics.ts";
import { defineScenario } from "../_explorer/scenario.ts";
import { listenFor, tell } from "./parts/news.ts";

/** The owner listens until both others have told it. */
export const scenario = defineScenario({
  setup: () => ({ bell: sharedWords(1), news: sharedWords(1) }),
  threads: [
    function owner({ bell, news }) {
      return listenFor(2, news, bell);
    },
    function one({ bell, news }) {
      tell(news, bell);
    },
    function other({ bell, news }) {
      tell(news, bell);
    },
  ],
});
