import type { StopReport } from "../core/contract.ts";
import { CancelledError, LoopNotRunningError } from "../core/errors.ts";
import { OwnedLoop } from "./owned_loop.ts";
import { within } from "./within.ts";

/** A loop as the ready-made classes have it: they ask whether it takes work, and what became of that when it stops. */
export class StoppableLoop extends OwnedLoop {
  /** Whether it takes work, started or not, as far as is known without a look at what it has sent. */
  takesWork(): boolean {
    if (this.vitals.isGone()) this.poll();
    return this.state === "created" || this.isUp;
  }

  /**
   * Throws unless the loop runs.
   *
   * @param what What cannot be done then.
   * @throws {BrokenLoopError} If it died.
   * @throws {LoopNotRunningError} If it was not started, or was stopped.
   */
  checkRunning(what = `submit to ${this.name}`): void {
    if (this.vitals.isGone()) this.poll();
    if (this.state === "broken") throw this.brokenError();
    if (this.isUp) return;
    const why = this.hasStarted() ? "was stopped" : "is not started";
    throw new LoopNotRunningError(`Cannot ${what}: ${this.name} ${why}; start it first`);
  }

  /**
   * Stops the loop and tells what became of its work.
   *
   * @param timeout How long coroutines may take to end, in milliseconds.
   */
  async shutdown(timeout: number): Promise<StopReport> {
    this.beginStop(timeout);
    return await this.#ended();
  }

  /**
   * The same, blocking the calling thread.
   *
   * @param timeout How long coroutines may take to end, in milliseconds.
   */
  shutdownSync(timeout: number): StopReport {
    this.beginStop(timeout);
    this.joinSync();
    return this.#report();
  }

  /**
   * Stops the loop when its work is done; tasks that its code has made and left are cancelled then. What was
   * cancelled and does not end is not waited for without end.
   *
   * @param timeout How long cancelled coroutines may take to end, in milliseconds.
   */
  async drain(timeout: number): Promise<StopReport> {
    this.tellStop("drain", timeout);
    this.drainTimeout = timeout;
    await within(this.calls.decided(), Infinity);
    this.calls.cancelStreams(new CancelledError(`${this.name} was drained`));
    if (this.calls.size > 0) this.killAlarm.set(timeout);
    return await this.#ended();
  }

  async #ended(): Promise<StopReport> {
    if (this.hasStarted()) await within(this.end, Infinity);
    return this.#report();
  }

  #report(): StopReport {
    return this.tally.report(this.vitals, this.state === "closed");
  }
}
