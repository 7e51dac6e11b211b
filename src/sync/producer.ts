import type { EventLoop } from "../core/contract.ts";
import type { CancelledError } from "../core/errors.ts";

/** Who produces a future's outcome. */
export interface Producer {
  /** The loop that runs the work. */
  readonly loop: EventLoop;
  /** Tells the work that it is cancelled. */
  cancel(error: CancelledError): void;
  /**
   * Throws where waiting is pointless.
   *
   * @param timeout How long the caller means to block, in milliseconds.
   */
  checkMayBlock(timeout: number): void;
  /** Somebody has looked at the failure. */
  looked(): void;
  /** Reports what a callback threw. */
  report(error: unknown, message: string): void;
}
