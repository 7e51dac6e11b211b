/** Checked by the compiler alone: what code inside a loop calls. */

import {
  allTasks,
  cancellable,
  type Coroutine,
  createTask,
  currentTask,
  type EventLoop,
  type Future,
  gather,
  isCancelled,
  shield,
  sleep,
  type Task,
  taskGroup,
  timeout,
  waitFor,
} from "sideloop";

export async function gatherIsTypedLikePromiseAll(
  first: Coroutine<number>,
  second: Future<string>,
  third: Promise<boolean>,
): Promise<void> {
  const results: [number, string, boolean] = await gather([first, second, third]);
  const many: number[] = await gather([first].map((each) => each));
  const nothing: [] = await gather([]);
  // @ts-expect-error the first one gives a number
  const wrong: [string, string, boolean] = await gather([first, second, third]);
  // @ts-expect-error an array is required
  await gather(first);
  // @ts-expect-error a number cannot be awaited
  await gather([1]);
  return void [results, many, nothing, wrong];
}

export async function gatherMayGiveErrors(first: Coroutine<number>): Promise<void> {
  const [result] = await gather([first], { returnExceptions: true });
  const either: number | Error = result;
  // @ts-expect-error it may be an error
  const value: number = result;
  const [strict] = await gather([first], { returnExceptions: false });
  const certain: number = strict;
  return void [either, value, certain];
}

export async function waitsGiveWhatTheyWaitFor(
  coroutine: Coroutine<number>,
  future: Future<string>,
): Promise<void> {
  const number: number = await waitFor(coroutine, 1_000);
  const text: string = await waitFor(future, undefined, { graceTimeout: 10 });
  const shielded: number = await shield(coroutine);
  const foreign: Response = await cancellable(fetch("http://127.0.0.1/"));
  const slept: "a" = await sleep(1, "a" as const);
  // @ts-expect-error a number cannot be awaited
  await waitFor(1, 1_000);
  // @ts-expect-error the time is a number of milliseconds
  await waitFor(coroutine, "1s");
  return void [number, text, shielded, foreign, slept];
}

export function tasksAreFutures(coroutine: Coroutine<number>): Future<number> {
  const task: Task<number> = createTask(coroutine, { name: "one", context: { user: 1 } });
  const signal: AbortSignal = task.signal;
  const flag: boolean = task.cancel("reason");
  const context: unknown = task.context;
  task.checkCancelled();
  // @ts-expect-error a coroutine is required
  createTask(async () => {});
  // @ts-expect-error a task has no such option
  createTask(coroutine, { nmae: "x" });
  void [signal, flag, context];
  return task;
}

export function theCurrentTaskIsATask(): Task {
  const tasks: Set<Task> = allTasks();
  return tasks.values().next().value ?? currentTask();
}

export async function blocksGiveTheirValue(coroutine: Coroutine<number>): Promise<void> {
  const value: number = await timeout(10, async (scope) => {
    scope.reschedule(20);
    scope.reschedule(undefined);
    const left: number = scope.remaining();
    const over: boolean = scope.expired();
    await fetch("http://127.0.0.1/", { signal: scope.signal });
    return over ? left : 1;
  });
  const sum: number = await taskGroup(async (group) => {
    const task: Task<number> = group.createTask(coroutine, { name: "child" });
    return await task + (group.signal.aborted ? 0 : 1);
  });
  const plain: string = await taskGroup(() => "no promise");
  // @ts-expect-error the block gives a number
  const wrong: string = await timeout(10, () => Promise.resolve(1));
  return void [value, sum, plain, wrong];
}

export function hooksAreCoroutinesOrFunctions(loop: EventLoop, coroutine: Coroutine<void>): void {
  const takeBack: () => void = loop.onStop(coroutine);
  loop.onStop(() => {});
  // @ts-expect-error a hook gets nothing
  loop.onStop((value: number) => value);
  return takeBack();
}

export function errorsAreNarrowed(error: unknown): string {
  return isCancelled(error) ? error.message : "";
}
