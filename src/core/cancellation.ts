import { CancelledError, isSideloopError } from "./errors.ts";
import { isError } from "./is_error.ts";

/**
 * Whether `error` means that work was cancelled. JavaScript has no exception that passes a plain
 * `catch`, so code that catches everything asks this and throws such an error on.
 *
 * @param error Anything.
 * @category Errors
 *
 * @example Rethrow a cancellation
 * ```ts
 * import { CancelledError, isCancelled } from "sideloop";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(isCancelled(new CancelledError()));
 * assertFalse(isCancelled(new Error("something else")));
 * ```
 */
export function isCancelled(error: unknown): error is CancelledError {
  return isSideloopError(error) && error.code === "CANCELLED";
}

/**
 * The error a cancellation with `reason` is told by.
 *
 * @param reason Text becomes the message; a cancellation stays what it is; all else becomes the
 * cause.
 */
export function toCancelledError(reason: unknown): CancelledError {
  if (reason === undefined) return new CancelledError();
  if (isCancelled(reason)) return reason;
  if (typeof reason === "string") return new CancelledError(reason);
  const message = isError(reason) ? messageOf(reason) : "";
  return new CancelledError(message === "" ? undefined : message, { cause: reason });
}

/** A getter may throw. */
function messageOf(error: Error): string {
  try {
    return `${error.message}`;
  } catch {
    return "";
  }
}
