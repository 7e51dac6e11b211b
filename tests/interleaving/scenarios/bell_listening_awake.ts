import { sharedWords } from "../../../src/sync/atomics.ts";
import { Doorbell } from "../../../src/sync/doorbell.ts";
import { Inbox } from "../../../src/sync/inbox.ts";
import { setCores } from "../../../src/sync/patience.ts";
import { defineScenario } from "../_explorer/scenario.ts";
import { seenTimes, tell } from "./parts/news.ts";

/** The owner looks for a while in its event loop before it listens. */
export const scenario = defineScenario({
  setup: () => ({ bell: sharedWords(1), news: sharedWords(1) }),
  threads: [
    async function owner({ bell, news }) {
      setCores(() => 2);
      const inbox = new Inbox(new Doorbell(bell));
      inbox.isIdle = () => true;
      await seenTimes(1, inbox, news);
    },
    function ringer({ bell, news }) {
      tell(news, bell);
    },
  ],
  model: { tick: 1 },
});
