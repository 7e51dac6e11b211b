import {
  BrokenLoopError,
  CancelledError,
  type Future,
  SerializationError,
  TimeoutError,
} from "sideloop";
import type { Code } from "./expected.ts";
import { MESSAGE, REASON, VALUE } from "./words.ts";

/** A code, or a description of what has none. */
export type Observation = Code | `?${string}`;

/** What a value is. */
export function codeOfValue(value: unknown): Observation {
  return value === VALUE ? "val" : `?returned ${String(value)}`;
}

/** What a failure is. */
export function codeOfFailure(error: unknown): Observation {
  if (error === REASON) return "rej";
  if (error instanceof CancelledError) return "can";
  if (error instanceof BrokenLoopError) return "brk";
  if (error instanceof RangeError && error.message === MESSAGE) return "err";
  if (error instanceof SerializationError && error.path === "result.callback") return "ser";
  if (error instanceof TimeoutError && error.code === "WAIT_TIMEOUT") return "tmo";
  return `?failed with ${String(error)}`;
}

/** What a future is. A failure counts as looked at then. */
export function codeOfFuture(future: Future<unknown>): Observation {
  if (!future.done()) return "pend";
  if (future.cancelled()) return blocked(future);
  const error = future.exception(0);
  return error === undefined ? codeOfValue(future.result(0)) : codeOfFailure(error);
}

/** What a caller sees that blocks. */
export function blocked(future: Future<unknown>, milliseconds = 0): Observation {
  try {
    return codeOfValue(future.result(milliseconds));
  } catch (error) {
    return codeOfFailure(error);
  }
}

/** What a caller sees that awaits. */
export async function awaited(future: Future<unknown>): Promise<Observation> {
  try {
    return codeOfValue(await future);
  } catch (error) {
    return codeOfFailure(error);
  }
}
