import type { EventLoop, Future } from "../core/contract.ts";
import type { CancelledError } from "../core/errors.ts";

/** A future as its producer knows it. */
export interface ProducedFuture extends Future<never> {
  /** What the producer knows it by. */
  readonly id: number;
}

/** Who produces the outcomes of futures. */
export interface Producer {
  /** The loop that runs the work. */
  readonly loop: EventLoop;
  /** Whether the work goes on elsewhere, so that awaiting it must keep the process alive. */
  readonly isElsewhere: boolean;
  /** Tells the work behind a future that it is cancelled. */
  cancel(future: ProducedFuture, error: CancelledError): void;
  /**
   * Throws where waiting is pointless.
   *
   * @param timeout How long the caller means to block, in milliseconds.
   * @param future For which.
   */
  checkMayBlock(timeout: number, future: ProducedFuture): void;
  /** Where the thread sits that must go on for a future to be done; -1 where there is not one alone. */
  seatOf(future: ProducedFuture): number;
  /** Somebody has looked at the failure of a future. */
  looked(future: ProducedFuture): void;
  /** Reports what a callback of a future threw. */
  report(future: ProducedFuture, error: unknown, message: string): void;
}
