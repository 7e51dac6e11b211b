import { sharedWords } from "../../../src/sync/atomics.ts";
import { now } from "../../../src/sync/clock.ts";
import { Doorbell } from "../../../src/sync/doorbell.ts";
import { Inbox } from "../../../src/sync/inbox.ts";
import { defineScenario } from "../_explorer/scenario.ts";
import { News, tell } from "./parts/news.ts";

const TIMEOUT = 100;

/** The owner blocks for a limited time; then, however that ended, for as long as it takes. */
export const scenario = defineScenario({
  setup: () => ({ bell: sharedWords(1), news: sharedWords(1) }),
  threads: [
    function owner({ bell, news }) {
      const inbox = new Inbox(new Doorbell(bell));
      const source = new News(news);
      const told = inbox.block(() => source.poll(), TIMEOUT);
      if (!told && now() < TIMEOUT) throw new Error(`gave up after ${now()} ms`);
      inbox.block(() => (source.poll(), source.seen > 1), Infinity);
    },
    function ringer({ bell, news }) {
      tell(news, bell);
      tell(news, bell);
    },
  ],
  model: { timeouts: 1 },
});
