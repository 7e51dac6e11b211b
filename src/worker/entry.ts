/**
 * The first module of a loop's thread.
 *
 * @module
 */

import { runtime } from "../runtime/select.ts";
import { nameThread } from "../runtime/this_thread.ts";
import { sharesMemory } from "../sync/atomics.ts";
import { adoptRoster } from "../sync/thread_seat.ts";
import { type Boot, COPY } from "../wire/messages.ts";
import { serveLoop } from "./serve.ts";
import { servingOf } from "./serving.ts";

runtime.whenBooted((data) => {
  if (!isBoot(data)) return;
  if (data.copy === COPY) serveLoop(data);
  else void serveWithMakersCopy(data);
});

/**
 * Bundlers give this module a copy of the library of its own, and coroutines know the one that their own module
 * imports: the thread's maker's. So that one serves, if it can be had without the page.
 */
async function serveWithMakersCopy(boot: Boot): Promise<void> {
  // The program may be in the same file, and is kept from starting loops as long as there is no task.
  nameThread(boot.passport.name);
  if (sharesMemory) adoptRoster(boot.roster, boot.passport.seat);
  await import(/* @vite-ignore */ boot.handles).catch(() => {});
  (servingOf(boot.copy) ?? serveLoop)(boot);
}

function isBoot(data: unknown): data is Boot {
  return typeof data === "object" && data !== null && "protocol" in data && "passport" in data;
}
