/**
 * Who this thread is. Known under one key to all copies of the library in the thread.
 *
 * @module
 */

import { runtime } from "./select.ts";

const KEY: unique symbol = Symbol.for("sideloop.thread");

/**
 * A thread, as code that runs on it sees it.
 *
 * @category Inside a coroutine
 */
export interface ThreadInfo {
  /** `MainThread`, the name of the loop it serves, or `Thread-N`. */
  readonly name: string;
  /** Unique in the process. */
  readonly id: number;
  /** Whether it is the process's first thread. */
  readonly isMain: boolean;
}

/**
 * Whether this is the process's first thread. Guard the main part of a single-file program with it:
 * the file is imported again in the loop's thread.
 *
 * @category Inside a coroutine
 *
 * @example
 * ```ts ignore
 * import { coroutine, isMainThread, withWorker } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const where = coroutine(import.meta, "where", () => isMainThread);
 *
 * if (isMainThread) { // without this the loop's thread would start a loop, too
 *   assertEquals(await withWorker((worker) => worker.submit(where())), false);
 * }
 * ```
 */
export const isMainThread: boolean = runtime.isMainThread;

/**
 * The thread that runs the calling code.
 *
 * @category Inside a coroutine
 *
 * @example
 * ```ts
 * import { currentThread } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(typeof currentThread().name, "string");
 * ```
 */
export function currentThread(): ThreadInfo {
  const { threadId: id, isMainThread: isMain } = runtime;
  return { name: named()[KEY] ?? (isMain ? "MainThread" : `Thread-${id}`), id, isMain };
}

/**
 * Gives this thread its name.
 *
 * @param name The name of the loop it serves.
 */
export function nameThread(name: string): void {
  named()[KEY] = name;
}

/** Whether this thread serves a loop, or is about to. */
export function servesLoop(): boolean {
  return named()[KEY] !== undefined;
}

function named(): { [KEY]?: string } {
  return globalThis as { [KEY]?: string };
}
