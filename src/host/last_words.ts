import { runtime } from "../runtime/select.ts";

/** How long what a thread has sent may take to arrive after its end, in milliseconds. */
const MAY_TAKE = 1_000;

/**
 * Waits for what a loop has sent before its thread ended, or was asked to end, where that arrives later. Not for ever:
 * it may be lost. Time counts only while the event loop turns, as nothing arrives otherwise.
 */
export class LastWords {
  readonly #ring: () => void;
  #takeBack: (() => void) | undefined;
  #isUp = false;

  /** @param ring The time is up; {@linkcode LastWords.areComing} should be asked. */
  constructor(ring: () => void) {
    this.#ring = ring;
  }

  /**
   * Whether to wait for more.
   *
   * @param isLate Whether something is known to be on its way.
   */
  areComing(isLate: boolean): boolean {
    if (!isLate || this.#isUp) return false;
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
