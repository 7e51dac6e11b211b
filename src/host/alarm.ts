import { Deadline, MAX_TIMER_DELAY } from "../core/deadline.ts";
import { runtime } from "../runtime/select.ts";
import { outsideTasks } from "../sync/awaiting.ts";
import { now } from "../sync/clock.ts";

/** Calls back at a time, which can be set to come sooner, without keeping the process alive. */
export class Alarm {
  readonly #ring: () => void;
  #deadline: Deadline | undefined;
  #takeBack: () => void = () => {};

  /** @param ring Called at the time, and perhaps once shortly before. */
  constructor(ring: () => void) {
    this.#ring = ring;
  }

  /** Milliseconds left; `Infinity` where none is set. */
  remaining(): number {
    return this.#deadline?.remaining() ?? Infinity;
  }

  /**
   * Sets it, unless it comes sooner already.
   *
   * @param timeout Milliseconds from now.
   */
  set(timeout: number): void {
    if (timeout >= this.remaining()) return;
    this.#deadline = new Deadline(timeout, now);
    this.#wait();
  }

  /** Takes it back. */
  clear(): void {
    this.#takeBack();
    this.#deadline = undefined;
  }

  /**
   * Timers count whole milliseconds of another clock and may come too early; then there is a next
   * one.
   */
  #wait(): void {
    this.#takeBack();
    const delay = Math.min(Math.ceil(this.remaining()), MAX_TIMER_DELAY);
    outsideTasks(() => {
      this.#takeBack = runtime.setDaemonTimer(() => {
        if (this.remaining() > 0) this.#wait();
        this.#ring();
      }, delay);
    });
  }
}
