/**
 * Coroutines that were made and never used: Python's "coroutine was never awaited". Watched only
 * while a loop in debug mode exists.
 *
 * @module
 */

import { InvalidStateError } from "../core/errors.ts";

/** What a report is made of. */
export type ReportUnused = (error: unknown, message: string, task: string) => void;

interface Named {
  readonly name: string;
}

interface StackCapture {
  captureStackTrace?(target: object, below: unknown): void;
}

const { captureStackTrace } = Error as StackCapture;

let watchers = 0;
/** Each with the error to report, whose stack is that of the place where it was made. */
const unused = new Map<Named, Error>();

/**
 * Notes a coroutine that was made.
 *
 * @param coroutine The coroutine.
 * @param maker The function whose caller made it.
 */
export function noteMade(coroutine: Named, maker: unknown): void {
  if (watchers === 0) return;
  const error = new InvalidStateError(
    `Coroutine ${coroutine.name} was made, but neither awaited nor submitted`,
  );
  captureStackTrace?.(error, maker);
  unused.set(coroutine, error);
}

/** Notes that it was used or closed. */
export function noteUsed(coroutine: Named): void {
  unused.delete(coroutine);
}

/**
 * Watches from now on.
 *
 * @param report Told of the coroutines that were never used.
 * @returns Stops, and reports.
 */
export function watchUnused(report: ReportUnused): () => void {
  watchers += 1;
  return () => {
    watchers -= 1;
    const errors = [...unused];
    unused.clear();
    for (const [{ name }, error] of errors) report(error, "A coroutine was never used", name);
  };
}
