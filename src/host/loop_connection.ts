import type { Port } from "../core/port.ts";
import { runtime } from "../runtime/select.ts";
import { threadInbox } from "../sync/inbox.ts";
import type { Seat } from "../sync/roster.ts";
import { roster, takeSeat } from "../sync/thread_seat.ts";
import { Vitals } from "../sync/vitals.ts";
import type { Channel } from "../wire/channel.ts";
import { Lane, laneWords } from "../wire/lane.ts";
import { localLoop } from "../wire/local_loop.ts";
import type { Passport } from "../wire/loop_passing.ts";
import type { FromLoop, LaneWords, ToLoop } from "../wire/messages.ts";

/** How long a submitter waits for room in a full ring whose reader stands still, in milliseconds. */
const PATIENCE = 1;

/** What comes when a loop is forgotten that was never started. */
interface Place {
  readonly seat: Seat;
  readonly vitals: Vitals;
}

/** Who holds a loop that nobody can start any more must not wait for it. */
const forgotten = new FinalizationRegistry<Place>(clear);

/**
 * What connects a loop with the thread that makes it, and makes it known to others: both ends, until the loop's
 * thread takes its own.
 */
export class LoopConnection {
  /** The loop's vitals. */
  readonly vitals: Vitals = new Vitals();
  /** This side's end. */
  readonly channel: Channel<ToLoop, FromLoop>;
  /** The loop's end of the port. */
  readonly port: Port;
  /** The rings, as the loop sees them. */
  readonly rings: LaneWords;
  /** What others are told of the loop. */
  readonly passport: Passport;
  readonly #seat: Seat;

  /**
   * @param name The loop's name.
   * @throws {RangeError} Where the program has as many loops as there can be.
   */
  constructor(name: string) {
    const seat = takeSeat();
    this.#seat = seat;
    this.passport = passportOf(name, seat, this.vitals);
    const [here, there] = runtime.createPorts();
    const words = laneWords();
    this.port = there;
    this.rings = { out: words.in, in: words.out };
    this.channel = new Lane<ToLoop, FromLoop>({
      rings: words,
      port: here,
      receive: runtime.receiveMessage,
      peer: seat.bell,
      peerVitals: this.vitals.words,
      patience: senderPatience(),
    });
    forgotten.register(this, { seat, vitals: this.vitals }, this);
  }

  /** The loop's thread begins: whoever forgets the loop does not end it. */
  keep(): void {
    forgotten.unregister(this);
  }

  /** The loop's thread has ended, or will never begin. */
  end(): void {
    this.keep();
    clear({ seat: this.#seat, vitals: this.vitals });
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

function passportOf(name: string, { index }: Seat, vitals: Vitals): Passport {
  const { isMain, makers, vitals: maker } = localLoop().passport;
  return {
    id: roster().nextId(),
    name,
    seat: index,
    ownerSeat: threadInbox().seat,
    vitals: vitals.words,
    makers: isMain ? [] : [maker, ...makers],
    isMain: false,
  };
}

function clear({ seat, vitals }: Place): void {
  vitals.markGone(0);
  roster().wakeAll();
  roster().leave(seat);
}
