/**
 * Who may come to this loop besides its owner: threads that were given the loop, see `wire/loop_passing.ts`. A
 * thread that knocks is let in and gets a session of its own; one that has ended is seen off.
 *
 * Invariants:
 * - Somebody who is expected and says nothing costs a port, and no look at it.
 * - What a thread has sent before it ended is taken before it is seen off.
 *
 * @module
 */

import type { Port } from "../core/port.ts";
import { runtime } from "../runtime/select.ts";
import { type Source, threadInbox } from "../sync/inbox.ts";
import { roster } from "../sync/thread_seat.ts";
import { Vitals } from "../sync/vitals.ts";
import type { Hello } from "../wire/loop_passing.ts";
import { makeLane } from "../wire/make_lane.ts";
import type { FromLoop, ToLoop } from "../wire/messages.ts";
import type { Channel } from "../wire/channel.ts";
import type { Session } from "./session.ts";

/** What lets others in asks of the loop. */
export interface DoormanHost {
  /** The vitals of the loop. */
  readonly vitals: Vitals;
  /** Serves a submitter. */
  open(channel: Channel<FromLoop, ToLoop>, kind: "guest"): Session;
  /** Calls back as soon as jobs may start. */
  whenReady(callback: () => void): void;
}

/** Lets other threads in. */
export class Doorman implements Source {
  readonly #host: DoormanHost;
  /** Who is expected, with the vitals of the loop there. */
  readonly #expected = new Map<Port, Vitals>();
  readonly #guests = new Map<Session, Vitals>();
  #knocks = 0;
  /** Whether something has arrived at a port that must be listened to. */
  #isKnocking = false;
  #deaths = roster().deaths();

  /** @param host The loop. */
  constructor(host: DoormanHost) {
    this.#host = host;
    threadInbox().attach(this);
  }

  /**
   * Expects somebody, who may have knocked already.
   *
   * @param port Where they will come.
   * @param guest The vitals of the loop of their thread.
   */
  expect(port: Port, guest: Vitals): void {
    this.#expected.set(port, guest);
    runtime.listen(port, () => {
      this.#isKnocking = true;
      threadInbox().bell.ring();
    });
    this.#answer(port, guest);
  }

  poll(): boolean {
    const knocks = this.#host.vitals.knocks();
    const deaths = roster().deaths();
    const isKnocking = knocks !== this.#knocks || this.#isKnocking;
    if (!isKnocking && deaths === this.#deaths) return false;
    this.#knocks = knocks;
    this.#isKnocking = false;
    this.#deaths = deaths;
    if (isKnocking) { for (const [port, guest] of [...this.#expected]) this.#answer(port, guest); }
    this.#seeOff();
    return isKnocking;
  }

  alarm(): number {
    return Infinity;
  }

  #answer(port: Port, guest: Vitals): void {
    const received = runtime.receiveMessage(port);
    if (received === undefined) return;
    this.#expected.delete(port);
    const hello = received.message as Hello | undefined;
    if (hello === undefined) port.close();
    else this.#letIn(port, hello, guest);
  }

  #letIn(port: Port, { rings, seat, blocks }: Hello, guest: Vitals): void {
    const lane = makeLane<FromLoop, ToLoop>({
      rings,
      port,
      vitals: this.#host.vitals,
      peer: roster().seat(seat).bell,
      peerBlocks: blocks,
      peerVitals: guest.words,
      patience: 0,
    });
    const session = this.#host.open(lane, "guest");
    this.#guests.set(session, guest);
    this.#host.whenReady(() => session.tell({ type: "ready" }));
  }

  #seeOff(): void {
    for (const [port, guest] of this.#expected) {
      if (guest.isGone()) {
        this.#expected.delete(port);
        port.close();
      }
    }
    for (const [session, guest] of this.#guests) {
      if (guest.isGone()) {
        this.#guests.delete(session);
        session.end();
      }
    }
  }
}
