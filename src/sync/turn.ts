import { BuiltInPromise } from "../core/built_ins.ts";

/**
 * The next turn of this thread's event loop. Timers, sockets and messages get their chance before
 * it comes, which a microtask would not give them.
 *
 * @returns Resolves in the next turn.
 */
export function nextTurn(): Promise<void> {
  return new BuiltInPromise((resolve) => schedule(resolve));
}

/**
 * What is asked of the host: `setImmediate` where there is one. `setTimeout` may round up to 1 ms or more, in
 * browsers to 4.
 */
const { setImmediate }: { readonly setImmediate?: (callback: () => void) => unknown } =
  globalThis as never;

const schedule = setImmediate ?? byMessage();

/** In browsers a message to oneself comes in the next turn. */
function byMessage(): (callback: () => void) => void {
  const waiting: (() => void)[] = [];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => waiting.shift()?.();
  return (callback) => {
    waiting.push(callback);
    port2.postMessage(undefined);
  };
}
