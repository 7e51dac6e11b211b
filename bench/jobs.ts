/**
 * What every subject is asked to do: the library, the peers and the controls run these same
 * functions on their other thread. The module knows none of them and imports nothing.
 *
 * @module
 */

/** Gives back what it got. */
export function echo(value: unknown): unknown {
  return value;
}

/** Tells how large a buffer arrived. */
export function byteLength(bytes: ArrayBufferLike | ArrayBufferView): number {
  return bytes.byteLength;
}

/** Does nothing but one real `await`. */
export async function awaitOnce(value: unknown): Promise<unknown> {
  await Promise.resolve();
  return value;
}

/** Lets the event loop of its thread turn once. */
export async function awaitTurn(value: unknown): Promise<unknown> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  return value;
}

/** Gives the numbers from 0 on, one by one. */
export async function* numbers(count: number): AsyncGenerator<number> {
  for (let i = 0; i < count; i++) yield i;
}

/** Never ends. */
export async function never(): Promise<void> {
  await new Promise<never>(() => {});
}

/** Keeps its thread busy. */
export function spin(iterations: number): number {
  let hash = 1;
  for (let i = 0; i < iterations; i++) hash = Math.imul(hash ^ i, 16_777_619);
  return hash;
}

/** What became of an interval. */
export interface Ticks {
  /** How often it fired. */
  readonly count: number;
  /** How long it ran, in milliseconds. */
  readonly elapsed: number;
}

let ticker: { readonly started: number; count: number; readonly timer: unknown } | undefined;

/** Starts an interval on the event loop of its thread. */
export function startTicker(milliseconds: number): void {
  const started = performance.now();
  const timer = setInterval(() => {
    if (ticker) ticker.count += 1;
  }, milliseconds);
  ticker = { started, count: 0, timer };
}

/** Stops the interval. */
export function stopTicker(): Ticks {
  if (ticker === undefined) throw new Error("Cannot stop the ticker: it was not started");
  const { started, count, timer } = ticker;
  clearInterval(timer as Parameters<typeof clearInterval>[0]);
  ticker = undefined;
  return { count, elapsed: performance.now() - started };
}

/** Starts an HTTP server on the event loop of its thread; gives its port. */
export async function startServer(): Promise<number> {
  const { createServer } = await import("node:http");
  const server = createServer((_request, response) => void response.end("ok"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("Cannot tell the port");
  return address.port;
}
