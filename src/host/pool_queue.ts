import { Fifo } from "../core/fifo.ts";

/**
 * The jobs of a pool that wait for a thread, by their ids, which grow.
 *
 * Guarantees: first in, first out, among the jobs of one limit; a job waits for no other whose limit is smaller;
 * each step costs the same however many wait.
 */
export class PoolQueue {
  readonly #isWaiting: (id: number) => boolean;
  readonly #lines = new Map<number, Fifo<number>>();

  /** @param isWaiting Whether a job is still wanted. */
  constructor(isWaiting: (id: number) => boolean) {
    this.#isWaiting = isWaiting;
  }

  /**
   * Puts a job in.
   *
   * @param id The job.
   * @param limit How many may be at work, this one included.
   */
  push(id: number, limit: number): void {
    let line = this.#lines.get(limit);
    if (line === undefined) this.#lines.set(limit, line = new Fifo());
    line.push(id);
  }

  /**
   * Takes the job out that waits longest, of those that may begin.
   *
   * @param busy How many are at work.
   */
  take(busy: number): number | undefined {
    let oldest = Infinity;
    let found: Fifo<number> | undefined;
    for (const [limit, line] of this.#lines) {
      const first = limit > busy ? this.#first(line) : undefined;
      if (first === undefined || first > oldest) continue;
      oldest = first;
      found = line;
    }
    return found?.shift();
  }

  /** The first that is still wanted. */
  #first(line: Fifo<number>): number | undefined {
    let id = line.peek();
    while (id !== undefined && !this.#isWaiting(id)) {
      line.shift();
      id = line.peek();
    }
    return id;
  }
}
