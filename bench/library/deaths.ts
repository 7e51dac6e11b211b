import process from "node:process";
import {
  type Coroutine,
  coroutine,
  type EventLoop,
  newEventLoop,
  runCoroutineThreadsafe,
  sleep,
} from "sideloop";

/** When it happened, on the clock that all threads of a process share. */
type Time = Float64Array<SharedArrayBuffer>;

interface NativeWorker {
  terminate(): Promise<unknown>;
}

/** How long the caller has been blocked when it happens, in milliseconds. */
const LATER = 30;

function now(): number {
  return performance.timeOrigin + performance.now();
}

/** Ends its thread in a moment. */
const exitLater = coroutine(import.meta, async function exitLater(time: Time): Promise<void> {
  await sleep(LATER);
  time[0] = now();
  process.exit(1);
});

/** Has another loop's thread ended in a moment. */
const terminateLater = coroutine(
  import.meta,
  async function terminateLater(loop: EventLoop, time: Time): Promise<void> {
    await sleep(LATER);
    time[0] = now();
    await loop.terminate();
  },
);

/** Never ends. */
const hang = coroutine(import.meta, function hang(): Promise<void> {
  return new Promise<never>(() => {});
});

/** Milliseconds from the exit of a loop's thread to the error of who is blocked on it. */
export async function timeOfExit(): Promise<number> {
  const loop = newEventLoop().start();
  await loop.ready;
  const time: Time = new Float64Array(new SharedArrayBuffer(8));
  return hear(exitLater(time), loop, time);
}

/** The same from the moment in which a third thread terminates it. */
export async function timeOfTermination(): Promise<number> {
  const [loop, other] = [newEventLoop().start(), newEventLoop().start()];
  await Promise.all([loop.ready, other.ready]);
  const time: Time = new Float64Array(new SharedArrayBuffer(8));
  runCoroutineThreadsafe(terminateLater(loop, time), other);
  const heard = hear(hang(), loop, time);
  await other.terminate();
  return heard;
}

/** The same where nothing of the thread or of the library runs that could say so. Node only. */
export async function timeOfVanishing(): Promise<number> {
  const made = new Promise<NativeWorker>((resolve) => process.once("worker", resolve));
  const loop = newEventLoop().start();
  const worker = await made;
  await loop.ready;
  const time: Time = new Float64Array(new SharedArrayBuffer(8));
  time[0] = now();
  void Object.getPrototypeOf(worker).terminate.call(worker);
  return hear(hang(), loop, time);
}

function hear(work: Coroutine<void>, loop: EventLoop, time: Time): number {
  const future = runCoroutineThreadsafe(work, loop);
  try {
    future.result();
  } catch {
    return now() - (time[0] ?? 0);
  }
  throw new Error("The loop lives on");
}
