import { type Source, threadInbox } from "../sync/inbox.ts";
import type { Runner } from "./runner.ts";

/** What brings a loop to its end besides its owner. */
class StopCue implements Source {
  readonly #isDue: () => boolean;
  readonly #timeout: number;
  readonly #runner: Runner;
  #isTold = false;

  constructor(isDue: () => boolean, timeout: number, runner: Runner) {
    this.#isDue = isDue;
    this.#timeout = timeout;
    this.#runner = runner;
  }

  poll(): boolean {
    if (!this.hasUrgent()) return false;
    this.#isTold = true;
    this.#runner.stop("cancel", this.#timeout);
    return true;
  }

  /** Code that computes without ever awaiting asks for it, too. */
  hasUrgent(): boolean {
    return !this.#isTold && this.#isDue();
  }

  alarm(): number {
    return Infinity;
  }
}

/**
 * Stops the loop of this thread once a condition holds.
 *
 * @param isDue Looks at shared words; whoever changes them rings the bell of this thread.
 * @param timeout How long coroutines may take to end then, in milliseconds.
 * @param runner Serves the loop of this thread.
 */
export function stopWhen(isDue: () => boolean, timeout: number, runner: Runner): void {
  threadInbox().attach(new StopCue(isDue, timeout, runner));
}
