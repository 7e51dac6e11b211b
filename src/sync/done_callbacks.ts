import { queueMicrotask } from "../core/built_ins.ts";
import { isThenable } from "../core/thenable.ts";

/** What a future calls when it is done. */
export type DoneCallback<F> = (future: F) => unknown;

/**
 * The done callbacks of one future: in order of registration, duplicates kept, each called once,
 * none disturbed by another that throws.
 */
export class DoneCallbacks<F> {
  readonly #future: F;
  readonly #failed: (error: unknown) => void;
  #waiting: DoneCallback<F>[] = [];
  #calling = false;

  /**
   * @param future What they are called with.
   * @param failed Gets what one throws, or rejects with.
   */
  constructor(future: F, failed: (error: unknown) => void) {
    this.#future = future;
    this.#failed = failed;
  }

  /** Registers one, to be called later. */
  add(callback: DoneCallback<F>): void {
    this.#waiting.push(callback);
  }

  /**
   * Calls one that comes late: now, but not before those that came earlier, unless it is one of
   * them that adds it.
   */
  callLate(callback: DoneCallback<F>): void {
    if (!this.#calling) this.callAll();
    this.#call(callback);
  }

  /** Takes every registration of one back; gives how many there were. */
  remove(callback: DoneCallback<F>): number {
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter((waiting) => waiting !== callback);
    return before - this.#waiting.length;
  }

  /** Calls all that wait. */
  callAll(): void {
    this.#calling = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#call(next);
    }
    this.#calling = false;
  }

  /** The same in a microtask: the news may have come in the middle of any call. */
  callAllSoon(): void {
    if (this.#waiting.length > 0) queueMicrotask(() => this.callAll());
  }

  #call(callback: DoneCallback<F>): void {
    try {
      const returned = callback(this.#future);
      if (isThenable(returned)) returned.then(undefined, this.#failed);
    } catch (error) {
      this.#failed(error);
    }
  }
}
