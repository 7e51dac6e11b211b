import { sharedWords } from "../../../src/sync/atomics.ts";
import { Doorbell } from "../../../src/sync/doorbell.ts";
import { defineScenario } from "../_explorer/scenario.ts";
import { News, tellTimes } from "./parts/news.ts";

/** Planted: the listener looks for news before it parks the bell, and not after. */
export const scenario = defineScenario({
  setup: () => ({ bell: sharedWords(1), news: sharedWords(1) }),
  threads: [
    async function owner({ bell, news }) {
      const doorbell = new Doorbell(bell);
      const source = new News(news);
      for (source.poll(); source.seen < 2; source.poll()) {
        doorbell.park();
        const wait = doorbell.waitAsync();
        if (wait.async) await wait.value;
      }
    },
    function ringer({ bell, news }) {
      tellTimes(2, news, bell);
    },
  ],
});
