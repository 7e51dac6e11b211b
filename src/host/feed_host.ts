import type { CancelledError } from "../core/errors.ts";
import type { Fault } from "../core/fault.ts";

/** What a feed asks of the calls it belongs to. */
export interface FeedHost {
  /** What the stream is called. */
  readonly name: string;
  /** Lets the loop make more items. */
  demand(count: number): void;
  /** Has the generator end. */
  close(fault: Fault | undefined): void;
  /** Has it cancelled. */
  cancel(error: CancelledError): void;
  /** Throws where blocking is pointless. */
  checkMayBlock(): void;
  /** Where the thread of the loop sits. */
  seat(): number;
  /** Reports a failure that came before the consumer had left, and that it has not seen. */
  reportUnseen(error: unknown): void;
}
