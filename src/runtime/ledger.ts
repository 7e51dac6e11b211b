/**
 * The ledger of the threads that this thread has started and that have not ended. All copies of the
 * library share it; tests read it under the same key.
 *
 * @module
 */

const KEY: unique symbol = Symbol.for("sideloop.threads");

function threads(): Map<number, string> {
  const scope = globalThis as { [KEY]?: Map<number, string> };
  return scope[KEY] ??= new Map();
}

/** Notes a thread started. */
export function enterThread(id: number, name: string): void {
  threads().set(id, name);
}

/** Notes that it has ended. */
export function leaveThread(id: number): void {
  threads().delete(id);
}
