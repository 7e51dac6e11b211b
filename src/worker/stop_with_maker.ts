/**
 * A loop that code of another loop has made ends with it. Node and Bun end the threads that a thread has made when
 * it ends; Deno leaves those that compute or block. What they run is told at least, by `checkCancelled()`.
 *
 * @module
 */

import { type Source, threadInbox } from "../sync/inbox.ts";
import type { Vitals } from "../sync/vitals.ts";
import type { Runner } from "./runner.ts";

class Maker implements Source {
  readonly #vitals: Vitals;
  readonly #runner: Runner;
  #isTold = false;

  constructor(vitals: Vitals, runner: Runner) {
    this.#vitals = vitals;
    this.#runner = runner;
  }

  poll(): boolean {
    if (!this.hasUrgent()) return false;
    this.#isTold = true;
    this.#runner.stop("cancel", Infinity);
    return true;
  }

  hasUrgent(): boolean {
    return !this.#isTold && this.#vitals.isGone();
  }

  alarm(): number {
    return Infinity;
  }
}

/**
 * Stops the loop of this thread once another one is gone.
 *
 * @param vitals Those of the loop whose thread made this one.
 * @param runner Serves the loop of this thread.
 */
export function stopWithMaker(vitals: Vitals, runner: Runner): void {
  threadInbox().attach(new Maker(vitals, runner));
}
