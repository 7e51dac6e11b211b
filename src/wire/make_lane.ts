import type { Port } from "../core/port.ts";
import { runtime } from "../runtime/select.ts";
import type { Words } from "../sync/atomics.ts";
import type { Doorbell } from "../sync/doorbell.ts";
import { threadInbox } from "../sync/inbox.ts";
import type { Vitals } from "../sync/vitals.ts";
import type { ThreadChannel } from "./channel.ts";
import { Lane } from "./lane.ts";
import type { LaneWords } from "./lane_words.ts";
import type { Message } from "./message_check.ts";
import { PortLane } from "./port_lane.ts";

/** What a channel between two threads is made of. */
export interface ThreadChannelParts {
  /** The rings; `undefined` where threads share no memory. */
  readonly rings: LaneWords | undefined;
  /** This side's port. */
  readonly port: Port;
  /** The bell of the thread on the other side, where there is one yet. */
  readonly peer: Doorbell | undefined;
  /** Whether that may block. */
  readonly peerBlocks: boolean;
  /** The vitals of the loop of that thread. */
  readonly peerVitals: Words;
  /** Those of the loop that the channel leads to, on this side. */
  readonly vitals: Vitals;
  /** As `Lane` takes it. */
  readonly patience: number;
}

/**
 * Makes this thread's end of a channel to another one.
 *
 * @param parts What it is made of.
 */
export function makeLane<Out extends Message, In extends Message>(
  { rings, port, vitals, ...parts }: ThreadChannelParts,
): ThreadChannel<Out, In> {
  runtime.listen(port, () => threadInbox().bell.ring());
  if (rings === undefined) return new PortLane(port, vitals);
  const { receiveMessage: receive, capabilities: { receivesAtOnce } } = runtime;
  return new Lane({ ...parts, rings, port, receive, receivesAtOnce });
}
