/** Checked by the compiler alone: a future is a promise, and its members are typed. */

import { ALL_COMPLETED, asCompleted, FIRST_COMPLETED, Future, wait, waitSync } from "sideloop";

export function futureIsAPromise(future: Future<number>): Promise<number> {
  return future;
}

export async function futureGoesWhereAPromiseGoes(
  first: Future<number>,
  second: Future<string>,
): Promise<void> {
  const both: [number, string] = await Promise.all([first, second]);
  const one: number | string = await Promise.race([first, second]);
  const value: number = await first;
  // @ts-expect-error the value is a number
  const text: string = await first;
  return void [both, one, value, text];
}

export function futureOfOneTypeIsNoneOfAnother(future: Future<number>): void {
  // @ts-expect-error the value is a number
  const wrong: Future<string> = future;
  // @ts-expect-error the value is a number
  const promise: Promise<string> = future;
  return void [wrong, promise];
}

export function blockingMembersAreTyped(future: Future<number>): void {
  const value: number = future.result();
  const later: number = future.result(1_000);
  const error: unknown = future.exception(0);
  const flags: boolean[] = [future.done(), future.running(), future.cancelled(), future.cancel()];
  // @ts-expect-error the value is a number
  const text: string = future.result();
  // @ts-expect-error a timeout is a number of milliseconds
  future.result("1s");
  return void [value, later, error, flags, text];
}

export function callbacksGetTheFuture(future: Future<number>): void {
  future.addDoneCallback((done) => done.result(0).toFixed());
  future.addDoneCallback((done: Future<number>) => void done);
  const removed: number = future.removeDoneCallback(() => {});
  // @ts-expect-error a callback is a function
  future.addDoneCallback("log");
  // @ts-expect-error a callback gets the future, not the value
  future.addDoneCallback((value: number) => void value);
  return void removed;
}

export function membersOfTheOutsideAreTyped(future: Future<number>): void {
  const settled: Promise<void> = future.settled;
  const name: string = future.name;
  // @ts-expect-error the name cannot be set
  future.name = "other";
  return void [settled, name];
}

export function userMadeFuturesAreTyped(): void {
  const future = new Future<number>();
  future.setResult(1);
  future.setException(new Error("failed"));
  const go: boolean = future.setRunningOrNotifyCancel();
  // @ts-expect-error the value is a number
  future.setResult("1");
  return void go;
}

export async function waitIsTyped(futures: Future<number>[]): Promise<void> {
  const { done, notDone } = await wait(futures, { timeout: 1, returnWhen: FIRST_COMPLETED });
  const first: Set<Future<number>> = done;
  const rest: Set<Future<number>> = notDone;
  const blocked: Set<Future<number>> = waitSync(futures, { returnWhen: ALL_COMPLETED }).done;
  // @ts-expect-error the futures are of numbers
  const wrong: Set<Future<string>> = done;
  return void [first, rest, blocked, wrong];
}

export function waitTakesFuturesAlone(future: Future<number>): void {
  void wait(new Set([future]), { signal: AbortSignal.timeout(1) });
  // @ts-expect-error one future is no iterable of futures
  void wait(future);
  // @ts-expect-error numbers are no futures
  void waitSync([1, 2]);
  // @ts-expect-error there is no such condition
  void wait([future], { returnWhen: "SOMETIME" });
}

export async function asCompletedIsTyped(futures: Future<number>[]): Promise<void> {
  for await (const future of asCompleted(futures, { timeout: 1_000 })) future.result(0).toFixed();
  for (const future of asCompleted(futures)) future.result(0).toFixed();
  // @ts-expect-error the futures are of numbers
  for (const future of asCompleted(futures)) future.result(0).toUpperCase();
}
