import type { StopReport } from "../core/contract.ts";
import type { VitalCounts, Vitals } from "../sync/vitals.ts";

/** What becomes of a loop's work when it is stopped, beyond what its vitals count. */
export class StopTally {
  /** Whether the thread had to be terminated. */
  isTerminated = false;
  readonly #errors: unknown[] = [];
  /** Tasks that others than the owner have made, and that go on after they were cancelled. */
  readonly #lingering = new Map<number, string>();
  #abandoned = 0;
  #discarded = 0;
  /** What the vitals said when the thread was terminated: it may go on for a moment, and count the same again. */
  #counts: VitalCounts | undefined;

  /** The names of those tasks. */
  get lingering(): Iterable<string> {
    return this.#lingering.values();
  }

  /** A task goes on after it was cancelled. */
  lingers(id: number, task: string): void {
    this.#lingering.set(id, task);
  }

  /** It has ended after all. */
  lingered(id: number): void {
    this.#lingering.delete(id);
  }

  /** Errors that came up meanwhile. */
  addErrors(errors: readonly unknown[]): void {
    this.#errors.push(...errors);
  }

  /**
   * The loop is over.
   *
   * @param begun How many calls of the owner have begun and not ended.
   * @param waiting How many of them have never begun, as far as the loop has said.
   * @param vitals Those of the loop.
   */
  close(begun: number, waiting: number, vitals: Vitals): void {
    if (!this.isTerminated) {
      this.#discarded = waiting + begun;
      return;
    }
    // What it has said last may be unread, but it is counted.
    this.#counts = vitals.read();
    const { pending, running } = this.#counts;
    this.#discarded = Math.min(waiting, pending);
    this.#abandoned = Math.min(begun + waiting - this.#discarded, running) + this.#lingering.size;
  }

  /**
   * The report.
   *
   * @param vitals Those of the loop.
   * @param isClosed Whether it ended as asked.
   */
  report(vitals: Vitals, isClosed: boolean): StopReport {
    const { completed, failed, cancelled } = this.#counts ?? vitals.read();
    return {
      completed: completed + failed,
      cancelled: cancelled + (isClosed ? this.#discarded : 0),
      abandoned: this.#abandoned,
      terminated: this.isTerminated,
      errors: [...this.#errors],
    };
  }
}
