import type { EventLoop } from "../core/contract.ts";
import type { CancelledError } from "../core/errors.ts";
import type { FutureObject } from "./future.ts";

/** Who produces the outcomes of futures. */
export interface Producer {
  /** The loop that runs the work. */
  readonly loop: EventLoop;
  /** Tells the work behind a future that it is cancelled. */
  cancel(future: FutureObject<never>, error: CancelledError): void;
  /**
   * Throws where waiting is pointless.
   *
   * @param timeout How long the caller means to block, in milliseconds.
   */
  checkMayBlock(timeout: number): void;
  /** Somebody has looked at the failure of a future. */
  looked(future: FutureObject<never>): void;
  /** Reports what a callback of a future threw. */
  report(future: FutureObject<never>, error: unknown, message: string): void;
}
