import { sharedWords } from "../../../src/sync/atomics.ts";
import { setCores } from "../../../src/sync/patience.ts";
import { defineScenario } from "../_explorer/scenario.ts";
import { blockFor, tellTimes } from "./parts/news.ts";

/** The owner looks for a while before it blocks, and may lose patience at any time. */
export const scenario = defineScenario({
  setup: () => ({ bell: sharedWords(1), news: sharedWords(1) }),
  threads: [
    function owner({ bell, news }) {
      setCores(() => 2);
      blockFor(2, news, bell);
    },
    function ringer({ bell, news }) {
      tellTimes(2, news, bell);
    },
  ],
  model: { tick: 1, freePauses: true, preemptions: 2 },
});
