import { checkOptions, checkSignal, checkString, describe } from "../core/options.ts";
import type { TransferList } from "../core/transfer_list.ts";

/**
 * How work is submitted.
 *
 * @category Loops
 */
export interface SubmitOptions {
  /** Cancels the work when it is aborted. */
  readonly signal?: AbortSignal;
  /** What the future and the task are called, in place of the coroutine's name. */
  readonly name?: string;
  /**
   * Objects in the arguments that move to the loop instead of being copied; they are empty here
   * afterwards, unless the submission is refused.
   */
  readonly transfer?: TransferList;
  /** Found by the coroutine as `currentTask().context`; cloned now. */
  readonly context?: unknown;
}

/**
 * Checks how work is submitted.
 *
 * @param options What a caller gave.
 * @throws {TypeError} If one is of the wrong type.
 */
export function checkSubmitOptions(options: SubmitOptions): void {
  checkOptions(options, "the submission");
  checkString(options.name, "name");
  checkSignal(options.signal);
  if (options.transfer === undefined || Array.isArray(options.transfer)) return;
  throw new TypeError(
    `Cannot use option transfer: must be an array, got ${describe(options.transfer)}`,
  );
}

/**
 * Calls a function when a signal is aborted.
 *
 * @param signal The signal, if there is one.
 * @param cancel Gets its reason.
 * @returns Takes the listener off the signal again.
 */
export function onAbort(
  signal: AbortSignal | undefined,
  cancel: (reason: unknown) => void,
): (() => void) | undefined {
  if (signal === undefined) return undefined;
  const listener = () => cancel(signal.reason);
  signal.addEventListener("abort", listener, { once: true });
  return () => signal.removeEventListener("abort", listener);
}
