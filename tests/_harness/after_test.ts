/**
 * What is to be done when a test is over, whatever came of it, and its threads have ended or failed to.
 *
 * @module
 */

const left: (() => void)[] = [];

/**
 * Has a function called when the running test is over, after the threads that it left were counted: such as one that
 * lets a thread go on that no runtime could end. Where no test runs, it is never called.
 *
 * @param fn Must not throw.
 */
export function afterTest(fn: () => void): void {
  left.push(fn);
}

/** Calls what has been left for now. */
export function finishTest(): void {
  for (const fn of left.splice(0)) fn();
}
