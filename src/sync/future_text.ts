import type { FutureState } from "../core/future_state.ts";
import { isError } from "../core/is_error.ts";
import type { Outcome } from "../core/outcome.ts";

/**
 * A future as text: its state and the type of its outcome, never the value.
 *
 * @param name What it is called.
 * @param state Its state.
 * @param outcome How it ended, if it has.
 */
export function describeFuture(
  name: string,
  state: FutureState,
  outcome: Outcome<unknown> | undefined,
): string {
  const shown = shownState(state, outcome);
  return `Future { name: ${JSON.stringify(name)}, state: "${shown}"${endingOf(outcome)} }`;
}

/** How a future is decided is what matters, not whether its coroutine still cleans up. */
function shownState(state: FutureState, outcome: Outcome<unknown> | undefined): string {
  if (outcome === undefined) return state;
  return outcome.kind === "cancelled" ? "cancelled" : "finished";
}

function endingOf(outcome: Outcome<unknown> | undefined): string {
  if (outcome?.kind === "returned") return `, returned: ${JSON.stringify(typeName(outcome.value))}`;
  return outcome?.kind === "threw" ? `, raised: ${JSON.stringify(typeName(outcome.error))}` : "";
}

function typeName(value: unknown): string {
  if (isError(value)) return nameOf(value);
  return value === null ? "null" : typeof value;
}

/** A getter may throw. */
function nameOf(error: Error): string {
  try {
    return `${error.name}`;
  } catch {
    return "Error";
  }
}
