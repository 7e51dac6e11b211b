/** What programs of users in TypeScript write, right and wrong; checked as a module, as CommonJS and by bundlers. */
import {
  asyncHelper,
  coroutine,
  coroutines,
  type EventLoop,
  Future,
  MultiLoopManager,
  runCoroutineThreadsafe,
  type StopReport,
  withWorker,
} from "sideloop";

declare const loop: EventLoop;

const twice = coroutine("file:///tasks.mjs", function twice(n: number) {
  return 2 * n;
});
const squares = coroutine("file:///tasks.mjs", async function* squares(n: number) {
  yield await Promise.resolve(n * n);
});
const { add } = coroutines<{ add(a: number): number; readonly no: string }>("file:///other.mjs");

const future = runCoroutineThreadsafe(twice(1), loop, { transfer: [new ArrayBuffer(1)] });
future.result(1).toFixed();

// @ts-expect-error: the result is a number
future.result(1).toUpperCase();
// @ts-expect-error: the argument is a number
twice("1");
// @ts-expect-error: what moves is in an array
runCoroutineThreadsafe(twice(1), loop, { transfer: new ArrayBuffer(1) });
// @ts-expect-error: it was not called
runCoroutineThreadsafe(twice, loop);

/** Uses what has types of the platform: streams, iterators and what can be disposed of. */
export async function use(): Promise<StopReport> {
  const stream = await withWorker(async (worker) => await worker.submit(squares(2)));
  for await (const item of stream) item.toFixed();
  // @ts-expect-error: the items are numbers
  for (const item of stream) item.toUpperCase();
  const step = await stream[Symbol.asyncIterator]().next();
  if (!step.done) step.value.toFixed();
  loop[Symbol.dispose]();
  await loop[Symbol.asyncDispose]();
  (await asyncHelper.run(add(2))).toFixed();
  return await new MultiLoopManager({ numLoops: 2 }).start().stop();
}

/** A future goes wherever a promise goes. */
export const all: Promise<[number, string]> = Promise.all([future, new Future<string>()]);
