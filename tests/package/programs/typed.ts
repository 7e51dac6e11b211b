/** What programs of users in TypeScript write, right and wrong; checked as a module, as CommonJS and by bundlers. */
import * as worker from "sideloop/worker";
import {
  asyncHelper,
  AsyncService,
  coroutine,
  coroutines,
  type EventLoop,
  Future,
  isCancelled,
  MultiLoopManager,
  newEventLoop,
  runCoroutineThreadsafe,
  type StopReport,
  withWorker,
} from "sideloop";

declare const loop: EventLoop;
const twice = coroutine("file:///x.mjs", async function twice(n: number) {
  return 2 * n;
});
const squares = coroutine("file:///x.mjs", async function* squares(n: number) {
  yield n;
});
const f = runCoroutineThreadsafe(twice(1), loop, { transfer: [new ArrayBuffer(1)] });
f.result(1).toFixed();
// @ts-expect-error
f.result(1).toUpperCase();
// @ts-expect-error
twice("x");
// @ts-expect-error
runCoroutineThreadsafe(twice(1), loop, { transfer: "x" });
// @ts-expect-error
runCoroutineThreadsafe(twice, loop);
export async function use(): Promise<number> {
  const stream = await withWorker(async (worker) => await worker.submit(squares(2)));
  for await (const item of stream) item.toFixed();
  // @ts-expect-error
  for (const item of stream) item.toUpperCase();
  const step = await stream[Symbol.asyncIterator]().next();
  if (!step.done) step.value.toFixed();
  loop[Symbol.dispose]();
  const report: StopReport = await new MultiLoopManager({ numLoops: 2 }).start().stop();
  await asyncHelper.run(twice(2));
  const { add } = coroutines<{ add(a: number): number; readonly no: string }>("file:///y.mjs");
  return add(2);
}
export const all: Promise<[number, string]> = Promise.all([f, new Future<string>()]);
export { AsyncService, isCancelled, newEventLoop, worker };
