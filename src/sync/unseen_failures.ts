import { type FutureObject, hasUnseenFailure } from "./future.ts";

/** How many are kept before they are reported: a program that never looks must not fill the memory. */
const MOST = 10_000;

type OnExit = (hook: () => void) => () => void;
type Report = (error: unknown, message: string, future: FutureObject<never>) => void;

/**
 * Failed futures that nobody has looked at yet. What is still here when the loop stops, or this thread ends, is
 * reported.
 */
export class UnseenFailures {
  readonly #futures = new Set<FutureObject<never>>();
  readonly #report: Report;
  readonly #onExit: OnExit;
  #takeExitHook: (() => void) | undefined;

  /**
   * @param report Gets a failure that nobody looked at.
   * @param onExit Has a function called when this thread ends. Gives what takes it back. Called only while there
   * is something to report.
   */
  constructor(report: Report, onExit: OnExit) {
    this.#report = report;
    this.#onExit = onExit;
  }

  /** Keeps a future, if it failed and nobody has looked. */
  keep(future: FutureObject<never>): void {
    if (!hasUnseenFailure(future)) return;
    this.#futures.add(future);
    this.#takeExitHook ??= this.#onExit(() => void this.reportAll());
    if (this.#futures.size > MOST) this.reportAll();
  }

  /** Forgets a future: somebody has looked. */
  forget(future: FutureObject<never>): void {
    if (this.#futures.delete(future) && this.#futures.size === 0) this.#letExit();
  }

  /** Reports them all, once, and gives their errors. */
  reportAll(): unknown[] {
    const futures = [...this.#futures];
    this.#futures.clear();
    this.#letExit();
    return futures.map((future) => {
      const error = future.exception(0);
      this.#report(error, `The failure of ${future.name} was never looked at`, future);
      return error;
    });
  }

  #letExit(): void {
    this.#takeExitHook?.();
    this.#takeExitHook = undefined;
  }
}
