/**
 * The next turn of this thread's event loop. Timers, sockets and messages get their chance before
 * it comes, which a microtask would not give them.
 *
 * @returns Resolves in the next turn.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => schedule(resolve));
}

/**
 * What is asked of the host: `setImmediate` where there is one, since `setTimeout` may round up to
 * 1 ms or more.
 */
const host: { readonly setImmediate?: (callback: () => void) => unknown } = globalThis as never;

function schedule(callback: () => void): void {
  if (host.setImmediate !== undefined) host.setImmediate(callback);
  else setTimeout(callback, 0);
}
