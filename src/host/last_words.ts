import { runtime } from "../runtime/select.ts";
import type { Calls } from "./calls.ts";

/** How long what a thread has sent may take to arrive after its end, in milliseconds. */
const MAY_TAKE = 1_000;

/**
 * Waits for what a loop has sent before its thread ended, or was asked to end, where that arrives later. Not for ever:
 * it may be lost. Time counts only while the event loop turns, as nothing arrives otherwise.
 */
export class LastWords {
  readonly #calls: Calls;
  readonly #ring: () => void;
  #takeBack: (() => void) | undefined;
  #isUp = false;

  /**
   * @param calls Where they arrive.
   * @param ring The time is up; {@linkcode LastWords.areComing} should be asked.
   */
  constructor(calls: Calls, ring: () => void) {
    this.#calls = calls;
    this.#ring = ring;
  }

  /**
   * Whether to wait for more. A thread that has ended sends nothing any more; what it has sent in part never comes.
   *
   * @param isGone Whether the loop's thread has ended.
   * @param isAsked Whether the loop was asked to end.
   */
  areComing(isGone: boolean, isAsked: boolean): boolean {
    const isOpen = isGone ? this.#calls.isLate : isAsked && this.#calls.isArriving;
    if (!isOpen || this.#isUp) return false;
    this.#takeBack ??= runtime.setDaemonTimer(() => {
      this.#isUp = true;
      this.#ring();
    }, MAY_TAKE);
    return true;
  }

  /** The loop is over. */
  end(): void {
    this.#takeBack?.();
  }
}
