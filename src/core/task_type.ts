import type { Future } from "./contract.ts";

/**
 * A coroutine that runs, on the loop that runs it: what {@linkcode currentTask} and
 * {@linkcode createTask} give.
 *
 * It is a {@linkcode Future} of its own loop. Awaiting it is fine; blocking on it before it is done is a
 * {@linkcode DeadlockError}, since the thread that would block is the one that must run it.
 *
 * **Cancellation** comes once. It ends the wait of this library that the task is in, or else the next one it
 * begins; a task that has read its `signal` is told by that alone. Afterwards, in a `finally`, waits work
 * normally.
 *
 * @typeParam T What the coroutine results in.
 * @category Inside a coroutine
 */
export interface Task<T = unknown> extends Future<T> {
  /** The `context` given at submission; a task made by another one has that of its maker. */
  readonly context: unknown;
  /**
   * Aborted when the task is cancelled; its reason is a {@linkcode CancelledError}. Pass it to `fetch` and
   * friends. Read by the task's own code within a `timeout` or a `taskGroup`, it is that block's, which is aborted
   * by either.
   */
  readonly signal: AbortSignal;
  /**
   * Throws if the task has been cancelled, and tells so without a turn of the loop: for code that computes
   * without ever awaiting. It costs one look at a shared word.
   *
   * Without shared memory (see `docs/browsers.md`) the loop must turn for a cancellation to arrive.
   *
   * @throws {CancelledError} Why the task was cancelled.
   *
   * @example Work that only computes
   * ```ts ignore
   * import { AsyncWorker, coroutine, currentTask, isMainThread, sleep } from "sideloop";
   * import { assertEquals } from "@std/assert";
   *
   * const spin = coroutine(import.meta, function spin() {
   *   const task = currentTask();
   *   while (true) task.checkCancelled();
   * });
   *
   * if (isMainThread) {
   *   const worker = new AsyncWorker().start();
   *   const future = worker.submit(spin());
   *   while (!future.running()) await sleep(1);
   *   future.cancel();
   *   await future.settled;
   *   assertEquals((await worker.stop()).cancelled, 1);
   * }
   * ```
   */
  checkCancelled(): void;
  /**
   * Calls a function as the task: {@linkcode currentTask} and the waits of this library know it there. For code that
   * the runtime does not know to be the task's: a listener, or in a browser what comes after an `await` of something
   * foreign.
   *
   * @param fn Called at once.
   * @returns What it returns; who awaits a promise that it returns goes on as the task.
   *
   * @example In a listener
   * ```ts ignore
   * import { coroutine, currentTask, isMainThread, withWorker } from "sideloop";
   * import { assertEquals } from "@std/assert";
   *
   * const listen = coroutine(import.meta, async function listen() {
   *   const task = currentTask();
   *   return await new Promise<string>((resolve) => {
   *     const target = new EventTarget();
   *     target.addEventListener("open", () => resolve(task.run(() => currentTask().name)));
   *     target.dispatchEvent(new Event("open"));
   *   });
   * });
   *
   * if (isMainThread) {
   *   assertEquals(await withWorker((worker) => worker.submit(listen(), { name: "mine" })), "mine");
   * }
   * ```
   */
  run<R>(fn: () => R): R;
}
