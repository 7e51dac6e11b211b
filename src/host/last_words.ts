import { Alarm } from "./alarm.ts";

/** How long what a thread has sent may take to arrive after its end, in milliseconds. */
const MAY_TAKE = 1_000;

/** Waits for what a loop has sent before its thread ended, where that may arrive later. Not for ever: it may be lost. */
export class LastWords {
  readonly #alarm: Alarm;
  #isAwaited = false;

  /** @param ring The time is up; {@linkcode LastWords.areComing} should be asked. */
  constructor(ring: () => void) {
    this.#alarm = new Alarm(ring);
  }

  /**
   * Whether to wait for more.
   *
   * @param isLate Whether something is known to be on its way.
   */
  areComing(isLate: boolean): boolean {
    if (!isLate) return false;
    if (!this.#isAwaited) this.#alarm.set(MAY_TAKE);
    this.#isAwaited = true;
    return this.#alarm.remaining() > 0;
  }

  /** Milliseconds until the time is up. */
  remaining(): number {
    return this.#alarm.remaining();
  }

  /** The loop is over. */
  end(): void {
    this.#alarm.clear();
  }
}
