/**
 * Threads that outlive a test on purpose: several tests of one file use them, one after the other. They are the one
 * exception of the rule that a test leaves no thread behind.
 *
 * @module
 */

const names = new Set<string>();
let end: () => Promise<void> = () => Promise.resolve();

/** Has the loop of this name outlive tests from now on. */
export function shareThread(name: string): void {
  names.add(name);
}

/** Has its thread counted again: it is to end before the running test does. */
export function unshareThread(name: string): void {
  names.delete(name);
}

/** Whether tests share the thread of this loop. */
export function isShared(name: string): boolean {
  return names.has(name);
}

/** Has a function end what is shared after the last test of the file. */
export function endSharedBy(fn: () => Promise<void>): void {
  end = fn;
}

/** Ends what is shared. */
export function endShared(): Promise<void> {
  return end();
}
