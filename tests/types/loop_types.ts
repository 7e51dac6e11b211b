/** Checked by the compiler alone: loops, handles, handlers and workers. */

import {
  AsyncWorker,
  coroutine,
  currentTask,
  currentThread,
  type EventLoop,
  type Future,
  getRunningLoop,
  type Handle,
  isMainThread,
  newEventLoop,
  sleep,
  type StopReport,
  withWorker,
} from "sideloop";

interface Context {
  message: string;
  loop: EventLoop;
  future?: Future<unknown>;
  task?: string;
}

const repeat = coroutine(import.meta, function repeat(text: string, times: number): string {
  return text.repeat(times);
});

export function callbacksTakeTheirArguments(loop: EventLoop): void {
  const handle: Handle = loop.callSoonThreadsafe(repeat, "a", 2);
  const flag: boolean = handle.cancelled();
  const nothing: void = handle.cancel();
  loop.callSoonThreadsafe(loop.stop);
  // @ts-expect-error an argument is missing
  loop.callSoonThreadsafe(repeat, "a");
  // @ts-expect-error the argument has another type
  loop.callSoonThreadsafe(repeat, "a", "2");
  // @ts-expect-error there is an argument too many
  loop.callSoonThreadsafe(repeat, "a", 2, 3);
  // @ts-expect-error a coroutine that is already called is no callback
  loop.callSoonThreadsafe(repeat("a", 2));
  // @ts-expect-error a closure is no callback
  loop.callSoonThreadsafe(() => {});
  // @ts-expect-error stop takes no arguments
  loop.callSoonThreadsafe(loop.stop, 1);
  return void [flag, nothing];
}

export function exceptionHandlersAreTyped(loop: EventLoop): void {
  const handler = (error: unknown, context: Context): void => void [error, context];
  loop.setExceptionHandler(handler);
  loop.setExceptionHandler(undefined);
  loop.setExceptionHandler((error, { message, task }) =>
    void [error, message.length, task?.length]
  );
  newEventLoop({ onError: handler });
  // @ts-expect-error a handler is a function
  loop.setExceptionHandler("log");
  // @ts-expect-error the error of a handler is unknown
  loop.setExceptionHandler((error) => error.message);
  // @ts-expect-error the loop of a context is a loop
  loop.setExceptionHandler((_error, { loop }: { loop: string }) => void loop);
}

export function optionsAreTyped(): void {
  newEventLoop();
  newEventLoop({ name: "a", daemon: false, debug: true, slowCallbackDuration: 50, stopTimeout: 1 });
  newEventLoop({ initializer: repeat("a", 2) });
  // @ts-expect-error an initializer is a coroutine
  newEventLoop({ initializer: () => {} });
  // @ts-expect-error a name is a text
  newEventLoop({ name: 1 });
  // @ts-expect-error there is no such option
  newEventLoop({ demon: true });
}

export function lifecycleIsTyped(loop: EventLoop): void {
  const same: EventLoop = loop.start();
  const ready: Promise<unknown> = loop.ready;
  const states: boolean[] = [loop.isRunning(), loop.isClosed(), loop.joinSync(1)];
  const joined: Promise<boolean> = loop.join(1);
  const terminated: Promise<void> = loop.terminate();
  const stop: () => void = loop.stop;
  const { pending, running, completed, failed, cancelled, lag, utilization } = loop.stats();
  const counts: number[] = [pending, running, completed, failed, cancelled, lag, utilization];
  // @ts-expect-error a timeout is a number of milliseconds
  loop.joinSync("1s");
  // @ts-expect-error the name cannot be set
  loop.name = "other";
  return void [same, ready, states, joined, terminated, stop, counts];
}

export function disposersAreTyped(loop: EventLoop, worker: AsyncWorker): void {
  const sync: Disposable[] = [loop, worker];
  const async: AsyncDisposable[] = [loop, worker];
  return void [sync, async];
}

export async function workersAreTyped(worker: AsyncWorker): Promise<void> {
  const same: AsyncWorker = worker.start();
  const future: Future<string> = worker.submit(repeat("a", 2), { name: "job" });
  const running: boolean = worker.isRunning;
  const report: StopReport = await worker.stop(1_000);
  const counts: number[] = [report.completed, report.cancelled, report.abandoned];
  const flag: boolean = report.terminated;
  const errors: readonly unknown[] = report.errors;
  const blocked: StopReport = worker.stopSync();
  // @ts-expect-error a closure is no coroutine
  worker.submit(() => 1);
  // @ts-expect-error isRunning is a property
  worker.isRunning();
  // @ts-expect-error the value is a text
  const wrong: Future<number> = worker.submit(repeat("a", 2));
  return void [same, future, running, counts, flag, errors, blocked, wrong];
}

export async function withWorkerGivesTheValueOfTheBlock(): Promise<void> {
  const text: string = await withWorker((worker) => worker.submit(repeat("a", 2)));
  const size: number = await withWorker({ name: "a" }, (worker) => worker.loop?.name.length ?? 0);
  // @ts-expect-error the value is a text
  const wrong: number = await withWorker((worker) => worker.submit(repeat("a", 2)));
  // @ts-expect-error the block is missing
  void withWorker({ name: "a" });
  return void [text, size, wrong];
}

export async function insideALoopIsTyped(): Promise<void> {
  const { name, isMain } = currentThread();
  const loop: EventLoop = getRunningLoop();
  const signal: AbortSignal = currentTask().signal;
  const task: string = currentTask().name;
  const main: boolean = isMainThread;
  const value: string = await sleep(1, "value");
  const nothing: void | undefined = await sleep(1);
  // @ts-expect-error isMainThread is a value
  isMainThread();
  // @ts-expect-error the duration is a number of milliseconds
  void sleep("1s");
  // @ts-expect-error the value is a text
  const wrong: number = await sleep(1, "value");
  return void [name.length, isMain, loop, signal, task, main, value, nothing, wrong];
}
