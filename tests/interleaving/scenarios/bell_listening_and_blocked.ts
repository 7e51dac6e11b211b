import { sharedWords } from "../../../src/sync/atomics.ts";
import { Doorbell } from "../../../src/sync/doorbell.ts";
import { Inbox } from "../../../src/sync/inbox.ts";
import { nextTurn } from "../../../src/sync/turn.ts";
import { defineScenario } from "../_explorer/scenario.ts";
import { News, seenTimes, tellTimes } from "./parts/news.ts";

/** The owner listens; a turn later it blocks until it has been told once, and listens on. */
export const scenario = defineScenario({
  setup: () => ({ bell: sharedWords(1), news: sharedWords(1) }),
  threads: [
    async function owner({ bell, news }) {
      const inbox = new Inbox(new Doorbell(bell));
      const heard = seenTimes(2, inbox, news);
      await nextTurn();
      const source = new News(news);
      inbox.block(() => source.poll() || source.seen > 0, Infinity);
      await heard;
    },
    function ringer({ bell, news }) {
      tellTimes(2, news, bell);
    },
  ],
});
