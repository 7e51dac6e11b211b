/**
 * What the library stands on, as it was when the library was loaded. Modules of coroutines may replace it afterwards,
 * as fake timers do; the loop of their thread must turn all the same, or whoever waits for it would wait for ever.
 *
 * Only what a turn of a loop needs is here. What is a service to coroutines follows the program: `sleep` waits by
 * whatever `setTimeout` is then.
 *
 * @module
 */

const scope: {
  readonly queueMicrotask: typeof globalThis.queueMicrotask;
  readonly setTimeout: typeof globalThis.setTimeout;
  readonly clearTimeout: typeof globalThis.clearTimeout;
  readonly setInterval: typeof globalThis.setInterval;
  readonly clearInterval: typeof globalThis.clearInterval;
} = globalThis;

/** The runtime's own functions. */
export const { queueMicrotask, setTimeout, clearTimeout, setInterval, clearInterval } = scope;

/** The language's own class. Async functions give its promises in any case. */
export const BuiltInPromise: PromiseConstructor = Promise;

/** Gives a promise of a value, or the promise itself. */
export const resolved: <T>(value: T | PromiseLike<T>) => Promise<T> = Promise.resolve.bind(Promise);

/** When the thread began, in milliseconds since 1970. */
export const { timeOrigin } = performance;

/** The time since then, in milliseconds. */
export const elapsed: () => number = performance.now.bind(performance);

const { then } = Promise.prototype;

/**
 * Has functions called when a promise settles, as its `then` does. For promises that the library has made itself.
 *
 * @param promise The promise.
 * @param onValue Called with its value.
 * @param onError Called with what it is rejected with.
 * @returns A promise of what they return.
 */
export function react<T, R>(
  promise: Promise<T>,
  onValue: (value: T) => R,
  onError?: (error: unknown) => R,
): Promise<R> {
  // Not by a bound `call`, which costs JavaScriptCore three times as much.
  return then.call(promise, onValue as never, onError) as Promise<R>;
}
