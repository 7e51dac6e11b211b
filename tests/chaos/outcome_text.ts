/**
 * Outcomes as text, which both threads compare. Loops import this: it must stay light.
 *
 * @module
 */
import {
  BrokenLoopError,
  CancelledError,
  DeadlockError,
  InvalidStateError,
  LoopAlreadyRunningError,
  LoopClosedError,
  LoopNotRunningError,
  SerializationError,
  TimeoutError,
} from "sideloop";

const NAMES = [
  [CancelledError, "cancelled"],
  [BrokenLoopError, "broken"],
  [DeadlockError, "deadlock"],
  [LoopClosedError, "closed"],
  [LoopNotRunningError, "not running"],
  [LoopAlreadyRunningError, "already running"],
  [InvalidStateError, "invalid state"],
  [SerializationError, "threw SerializationError"],
] as const;

/** What an error says of how something ended. */
export function textOfError(error: unknown): string {
  if (error instanceof TimeoutError) {
    return error.code === "WAIT_TIMEOUT" ? "not yet" : "threw TimeoutError";
  }
  const name = NAMES.find(([type]) => error instanceof type)?.[1];
  if (name !== undefined) return name;
  return error instanceof Error ? `threw ${error.name}: ${error.message}` : `threw ${error}`;
}

/** What a value says of how something ended. */
export function textOfValue(value: unknown): string {
  return `returned ${JSON.stringify(value)}`;
}

/** How a call ends. */
export function outcomeOfCall(call: () => unknown): string {
  try {
    return textOfValue(call());
  } catch (error) {
    return textOfError(error);
  }
}

/** How an awaitable ends. */
export async function outcomeOf(awaitable: PromiseLike<unknown>): Promise<string> {
  try {
    return textOfValue(await awaitable);
  } catch (error) {
    return textOfError(error);
  }
}
