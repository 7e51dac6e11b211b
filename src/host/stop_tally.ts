import type { StopReport } from "../core/contract.ts";
import type { Vitals } from "../sync/vitals.ts";

/** What becomes of a loop's work when it is stopped, beyond what its vitals count. */
export class StopTally {
  /** Whether the thread had to be terminated. */
  isTerminated = false;
  readonly #errors: unknown[] = [];
  /** Tasks that others than the owner have made, and that go on after they were cancelled. */
  readonly #lingering = new Map<number, string>();
  #abandoned = 0;
  #discarded = 0;

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
   * @param waiting How many of them have never begun, and count nowhere else.
   */
  close(begun: number, waiting: number): void {
    this.#abandoned = this.isTerminated ? begun + this.#lingering.size : 0;
    this.#discarded = this.isTerminated ? waiting : waiting + begun;
  }

  /**
   * The report.
   *
   * @param vitals Those of the loop.
   * @param isClosed Whether it ended as asked.
   */
  report(vitals: Vitals, isClosed: boolean): StopReport {
    const { completed, failed, cancelled } = vitals.read();
    return {
      completed: completed + failed,
      cancelled: cancelled + (isClosed ? this.#discarded : 0),
      abandoned: this.#abandoned,
      terminated: this.isTerminated,
      errors: [...this.#errors],
    };
  }
}
