/** How many times longer than planned a pause between two looks may be before nobody counts as having looked. */
const LONGEST_PAUSE = 4;

/**
 * Tells from the beats of a loop and the times of the looks at them whether the loop stands still.
 *
 * Guarantees:
 * - Only time in which somebody looked on counts. Where the looks themselves stop, because the process was
 *   stopped, the machine slept, or the onlooker was busy, the time starts anew.
 * - A standstill is told once.
 * - A loop that has not begun to beat does not stand still.
 */
export class Standstill {
  readonly #interval: number;
  readonly #limit: number;
  #beats = 0;
  #since = 0;
  #lastLook = -Infinity;
  #isTold = false;

  /**
   * @param interval The time between two looks, in milliseconds.
   * @param limit How long a standstill lasts before it is told, in milliseconds.
   */
  constructor(interval: number, limit: number) {
    this.#interval = interval;
    this.#limit = limit;
  }

  /**
   * Takes note of a look.
   *
   * @param beats How often the loop has said that it turns.
   * @param time When, in milliseconds.
   * @returns How long the loop has stood still, if that is to be told now.
   */
  look(beats: number, time: number): number | undefined {
    const hasPaused = time - this.#lastLook > LONGEST_PAUSE * this.#interval;
    this.#lastLook = time;
    if (beats !== this.#beats) this.#isTold = false;
    if (beats !== this.#beats || hasPaused || beats === 0) this.#since = time;
    this.#beats = beats;
    const duration = time - this.#since;
    if (this.#isTold || duration <= this.#limit) return undefined;
    this.#isTold = true;
    return duration;
  }
}
