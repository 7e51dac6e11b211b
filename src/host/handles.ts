/**
 * Where handles on loops come from that this thread has not made itself.
 *
 * @module
 */

import type { EventLoop } from "../core/contract.ts";
import { decline } from "../wire/guest_lane.ts";
import { localLoop, provideLocalHandle } from "../wire/local_loop.ts";
import { type Introduction, provideMeeting } from "../wire/loop_passing.ts";
import { knownLoop } from "./known_loops.ts";
import { RemoteLoop } from "./remote_loop.ts";
import { RunningLoop } from "./running_loop.ts";

/** The URL of this module, for threads that load it by itself. */
export const HANDLES_URL: string = import.meta.url;

let own: RunningLoop | undefined;

/** Has tasks know their loop, and loops that other threads pass on have handles. */
export function installHandles(): void {
  provideLocalHandle(ownLoop);
  provideMeeting(meet);
}

/** The loop may be that of this very thread, or one that it knows already. */
function meet(introduction: Introduction): EventLoop {
  const { id } = introduction.passport;
  const known = id === localLoop().passport.id ? ownLoop() : knownLoop(id);
  if (known === undefined) return new RemoteLoop(introduction);
  decline(introduction);
  return known;
}

function ownLoop(): RunningLoop {
  return own ??= new RunningLoop(localLoop());
}
