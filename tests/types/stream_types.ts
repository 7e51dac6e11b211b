/** Checked by the compiler alone: streams. */

import {
  type Coroutine,
  coroutine,
  coroutines,
  type Future,
  inline,
  type Stream,
  type StreamFuture,
  toThread,
} from "sideloop";

const ticks = coroutine(import.meta, async function* ticks(count: number) {
  for (let n = 0; n < count; n++) yield `tick ${n}`;
  return true;
});

export function asyncGeneratorsGiveStreams(): Coroutine<Stream<string>> {
  // @ts-expect-error the items are text
  const wrong: Coroutine<Stream<number>> = ticks(3);
  // @ts-expect-error the generator stays in its loop
  const generator: Coroutine<AsyncGenerator<string>> = ticks(3);
  void [wrong, generator];
  return ticks(3);
}

export function whatIsMadeForForAwaitGivesStreams(
  iterable: AsyncIterable<number>,
  stream: Stream<Date>,
): void {
  const one: Coroutine<Stream<number>> = inline(() => iterable);
  const other: Coroutine<Stream<Date>> = inline(() => Promise.resolve(stream));
  const exported = coroutines<{ feed(): AsyncIterable<number>; count(): number[] }>("a:b");
  const feed: Coroutine<Stream<number>> = exported.feed();
  const list: Coroutine<number[]> = exported.count();
  const mixed: Coroutine<Stream<number> | string> = inline(() => Math.random() ? iterable : "none");
  const unknown: Coroutine<unknown> = inline((): unknown => iterable);
  void [one, other, feed, list, mixed, unknown];
}

export async function streamsAreIterable(stream: Stream<string>): Promise<void> {
  for await (const item of stream) item.length;
  for (const item of stream) item.length;
  const list: string[] = [...stream];
  const step: IteratorResult<string, unknown> = await stream[Symbol.asyncIterator]().next();
  if (step.done === true) {
    // @ts-expect-error what a generator returns is not known
    step.value.length;
  }
  const threads: Future<Stream<string>> = toThread(ticks(3));
  void [list, threads];
}

export async function streamFuturesAreIterable(future: StreamFuture<string>): Promise<void> {
  for await (const item of future) item.length;
  for (const item of future) item.length;
  const stream: Stream<string> = await future;
  const plain: Future<Stream<string>> = future;
  void [stream, plain];
}
