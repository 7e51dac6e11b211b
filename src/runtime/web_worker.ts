/**
 * Threads by way of the web's `Worker`: it is given what it begins with by a message, and its maker does not hear of
 * its end.
 *
 * @module
 */

import type { Thread, ThreadEvents, ThreadOptions } from "./types.ts";

/** The exit code of a thread that is ended from outside, or cannot begin. */
const ENDED = 1;

/** As much of an event as is used here. */
interface WorkerEvent extends Event {
  readonly message?: string;
  readonly error?: unknown;
}

/**
 * Has a worker that was just made begin.
 *
 * @param worker The worker.
 * @param options What it begins with.
 * @param events Told of its end.
 * @param startError Makes an error of what a worker tells that cannot begin.
 * @returns The thread.
 */
export function threadOf(
  worker: Worker,
  options: ThreadOptions,
  events: ThreadEvents,
  startError: (message: string) => Error,
): Thread {
  const end = once(() => events.exit(ENDED));
  worker.addEventListener("error", (event: WorkerEvent) => {
    event.preventDefault();
    events.error(event.error ?? startError(event.message ?? ""));
    worker.terminate();
    end();
  });
  worker.postMessage(options.data, options.transfer as unknown as Transferable[]);
  return {
    id: options.id,
    tellsExit: false,
    terminate: () => {
      events.terminating();
      worker.terminate();
      queueMicrotask(end);
    },
    unref: () => {},
    utilization: () => undefined,
  };
}

/**
 * The name of a worker that serves a loop, by which it knows its number.
 *
 * @param options How it is made.
 */
export function workerName({ id, name }: ThreadOptions): string {
  return `sideloop:${id}:${name}`;
}

/**
 * The number in it; zero where it is the name of something else.
 *
 * @param name The name of this thread's global scope, if it has one.
 */
export function numberInName(name: string | undefined): number {
  return Number(/^sideloop:(\d+):/.exec(name ?? "")?.[1] ?? 0);
}

function once(call: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) call();
    isDone = true;
  };
}
