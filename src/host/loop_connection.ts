import type { Port } from "../core/port.ts";
import { runtime } from "../runtime/select.ts";
import { sharesMemory } from "../sync/atomics.ts";
import { threadInbox } from "../sync/inbox.ts";
import type { Seat } from "../sync/roster.ts";
import { roster, takeSeat } from "../sync/thread_seat.ts";
import { Vitals } from "../sync/vitals.ts";
import type { ThreadChannel } from "../wire/channel.ts";
import { laneWords } from "../wire/lane.ts";
import { localLoop } from "../wire/local_loop.ts";
import type { Passport } from "../wire/loop_passing.ts";
import type { LaneWords } from "../wire/lane_words.ts";
import { makeLane } from "../wire/make_lane.ts";
import type { FromLoop, ToLoop } from "../wire/messages.ts";
import { checkDepth, mostThreads, tooManyThreads } from "./thread_limit.ts";

/** How long a submitter waits for room in a full ring whose reader stands still, in milliseconds. */
const PATIENCE = 1;

/** What is left of a loop that is forgotten and was never started. */
interface Remains {
  readonly seat: Seat;
  readonly vitals: Vitals;
}

/** Who holds a loop that nobody can start any more must not wait for it. */
const forgotten = new FinalizationRegistry<Remains>(clear);

/**
 * What connects a loop with the thread that makes it, and makes it known to others: both ends, until the loop's
 * thread takes its own.
 */
export class LoopConnection {
  /** The loop's vitals. */
  readonly vitals: Vitals = new Vitals();
  /** This side's end. */
  readonly channel: ThreadChannel<ToLoop, FromLoop>;
  /** The loop's end of the port. */
  readonly port: Port;
  /** The rings, as the loop sees them; `undefined` where threads share no memory. */
  readonly rings: LaneWords | undefined;
  readonly #passport: Passport & { seat: number };
  #seat: Seat | undefined;

  /** @param name The loop's name. */
  constructor(name: string) {
    this.#passport = passportOf(name, this.vitals);
    const [here, there] = runtime.createPorts();
    const words = laneWords();
    this.port = there;
    this.rings = words && { out: words.in, in: words.out };
    this.channel = makeLane({
      rings: words,
      port: here,
      peer: undefined,
      peerBlocks: sharesMemory,
      peerVitals: this.vitals.words,
      vitals: this.vitals,
      patience: senderPatience(),
    });
  }

  /** What others are told of the loop. */
  get passport(): Passport {
    return this.#passport;
  }

  /**
   * Finds a seat for the loop's thread: others will ring for it.
   *
   * @throws {LoopLimitError} Where the program has as many threads as there may be, or this loop would be in too many
   * others.
   */
  sit(): void {
    if (this.#seat !== undefined) return;
    const { name, makers } = this.#passport;
    checkDepth(name, makers.length);
    const most = mostThreads();
    const seat = takeSeat(most + 1); // and the main thread's
    if (seat === undefined) throw tooManyThreads(name, most);
    this.#seat = seat;
    this.#passport.seat = seat.index;
    this.channel.meets(seat.bell);
    forgotten.register(this, { seat, vitals: this.vitals }, this);
  }

  /** The loop's thread begins: whoever forgets the loop does not end it. */
  keep(): void {
    forgotten.unregister(this);
  }

  /** The loop's thread has ended, or will never begin. */
  end(): void {
    this.keep();
    if (this.#seat === undefined) this.vitals.markGone(0);
    else clear({ seat: this.#seat, vitals: this.vitals });
  }

  /** Gives the loop's end up: no thread will take it. */
  discard(): void {
    this.port.close();
    this.end();
  }
}

/** How long this thread waits for room in a full ring, in milliseconds: a loop must not wait at all. */
export function senderPatience(): number {
  return runtime.isMainThread && runtime.cores > 1 ? PATIENCE : 0;
}

function passportOf(name: string, vitals: Vitals): Passport & { seat: number } {
  const { isMain, makers, vitals: maker } = localLoop().passport;
  return {
    id: roster().nextId(),
    name,
    seat: -1,
    ownerSeat: threadInbox().seat,
    vitals: vitals.words,
    makers: isMain ? [] : [maker, ...makers],
    blocks: sharesMemory,
    isMain: false,
  };
}

function clear({ seat, vitals }: Remains): void {
  vitals.markGone(0);
  roster().tellEnd(seat.index);
  roster().leave(seat);
}
