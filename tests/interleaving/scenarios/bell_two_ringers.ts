import { sharedWords } from "../../../src/sync/atomics.ts";
import { defineScenario } from "../_explorer/scenario.ts";
import { blockFor, tell } from "./parts/news.ts";

/** The owner blocks until both others have told it. */
export const scenario = defineScenario({
  setup: () => ({ bell: sharedWords(1), news: sharedWords(1) }),
  threads: [
    function owner({ bell, news }) {
      blockFor(2, news, bell);
    },
    function one({ bell, news }) {
      tell(news, bell);
    },
    function other({ bell, news }) {
      tell(news, bell);
    },
  ],
});
