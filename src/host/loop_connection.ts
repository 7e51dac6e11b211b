import type { Port } from "../core/port.ts";
import { runtime } from "../runtime/select.ts";
import { Doorbell } from "../sync/doorbell.ts";
import type { Channel } from "../wire/channel.ts";
import { Lane, laneWords } from "../wire/lane.ts";
import type { FromLoop, LaneWords, ToLoop } from "../wire/messages.ts";

/** How long a submitter waits for room in a full ring whose reader stands still, in milliseconds. */
const PATIENCE = 1;

/** The connection of a loop and the thread that makes it: both ends, until the loop's thread takes its own. */
export class LoopConnection {
  /** This side's end. */
  readonly channel: Channel<ToLoop, FromLoop>;
  /** The bell of the new thread. */
  readonly bell: Doorbell = new Doorbell();
  /** The loop's end of the port. */
  readonly port: Port;
  /** The rings, as the loop sees them. */
  readonly rings: LaneWords;

  constructor() {
    const [here, there] = runtime.createPorts();
    const words = laneWords();
    this.port = there;
    this.rings = { out: words.in, in: words.out };
    this.channel = new Lane<ToLoop, FromLoop>({
      rings: words,
      port: here,
      receive: runtime.receiveMessage,
      peer: this.bell,
      patience: runtime.isMainThread && runtime.cores > 1 ? PATIENCE : 0,
    });
  }

  /** Gives the loop's end up: no thread will take it. */
  discard(): void {
    this.port.close();
  }
}
