import { type FutureObject, hasUnseenFailure } from "./future.ts";

/** How many are kept before they are reported: a program that never looks must not fill the memory. */
const MOST = 10_000;

/** Failed futures that nobody has looked at yet. What is still here when the loop stops is reported. */
export class UnseenFailures {
  readonly #futures = new Set<FutureObject<never>>();
  readonly #report: (error: unknown, message: string, future: FutureObject<never>) => void;

  /** @param report Gets a failure that nobody looked at. */
  constructor(report: (error: unknown, message: string, future: FutureObject<never>) => void) {
    this.#report = report;
  }

  /** Keeps a future, if it failed and nobody has looked. */
  keep(future: FutureObject<never>): void {
    if (!hasUnseenFailure(future)) return;
    this.#futures.add(future);
    if (this.#futures.size > MOST) this.reportAll();
  }

  /** Forgets a future: somebody has looked. */
  forget(future: FutureObject<never>): void {
    this.#futures.delete(future);
  }

  /** Reports them all, once, and gives their errors. */
  reportAll(): unknown[] {
    const futures = [...this.#futures];
    this.#futures.clear();
    return futures.map((future) => {
      const error = future.exception(0);
      this.#report(error, `The failure of ${future.name} was never looked at`, future);
      return error;
    });
  }
}
