/**
 * The way to a loop that another thread has passed on. It is opened when there is something to say.
 *
 * @module
 */

import type { Port } from "../core/port.ts";
import { canBlock } from "../sync/atomics.ts";
import { threadInbox } from "../sync/inbox.ts";
import { roster } from "../sync/thread_seat.ts";
import { Vitals } from "../sync/vitals.ts";
import type { Channel, SendOptions } from "./channel.ts";
import { laneWords } from "./lane.ts";
import type { Hello, Introduction, Passport } from "./loop_passing.ts";
import { makeLane } from "./make_lane.ts";
import type { FromLoop, ToLoop } from "./messages.ts";

/** The channel to a loop that another thread has passed on. */
export class GuestLane implements Channel<ToLoop, FromLoop> {
  readonly #introduction: Introduction;
  readonly #patience: number;
  readonly #onOpen: () => void;
  #lane: Channel<ToLoop, FromLoop> | undefined;

  /**
   * @param introduction What the other thread has said.
   * @param patience As {@linkcode Lane} takes it.
   * @param onOpen Called when it is opened: from then on there may be answers.
   */
  constructor(introduction: Introduction, patience: number, onOpen: () => void) {
    this.#introduction = introduction;
    this.#patience = patience;
    this.#onOpen = onOpen;
  }

  send(message: ToLoop, options?: SendOptions): void {
    this.open().send(message, options);
  }

  receive(): FromLoop | undefined {
    return this.#lane?.receive();
  }

  hasUrgent(): boolean {
    return this.#lane?.hasUrgent() ?? false;
  }

  isLate(): boolean {
    return this.#lane?.isLate() ?? false;
  }

  isArriving(): boolean {
    return this.#lane?.isArriving() ?? false;
  }

  close(): void {
    this.#introduction.port.close();
    this.#lane = undefined;
  }

  /** Makes the rings and sends them ahead. */
  open(): Channel<ToLoop, FromLoop> {
    if (this.#lane !== undefined) return this.#lane;
    const { passport, port } = this.#introduction;
    const rings = laneWords();
    const lane = makeLane<ToLoop, FromLoop>({
      rings,
      port,
      peer: roster().seat(passport.seat).bell,
      peerBlocks: passport.blocks,
      peerVitals: passport.vitals,
      vitals: new Vitals(passport.vitals),
      patience: this.#patience,
    });
    this.#lane = lane;
    knock(passport, port, {
      rings: rings && { out: rings.in, in: rings.out },
      seat: threadInbox().seat,
      blocks: canBlock,
    });
    this.#onOpen();
    return lane;
  }
}

/**
 * Tells a loop that nobody will come by a port: the thread that got it knows the loop already.
 *
 * @param introduction What nobody needs.
 */
export function decline({ passport, port }: Introduction): void {
  knock(passport, port, undefined);
  port.close();
}

function knock({ vitals, seat }: Passport, port: Port, hello: Hello | undefined): void {
  port.postMessage(hello, []);
  new Vitals(vitals).knock();
  roster().seat(seat).bell.ring();
}
