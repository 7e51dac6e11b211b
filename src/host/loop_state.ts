/**
 * The states of a loop as its owner sees it, and the only moves between them.
 *
 * ```text
 * created ──► starting ──► running ──► stopping ──► closed
 *    │            │            │           ▲
 *    │            └────────────┼── stop ───┘
 *    │            └────────────┴── break ──► broken
 *    └── end ──► closed
 * ```
 *
 * @module
 */

/** The state of a loop. */
export type LoopState = "created" | "starting" | "running" | "stopping" | "closed" | "broken";

/** What may happen to a loop: `end` closes it as asked, `break` unasked. */
export type LoopMove = "start" | "ready" | "stop" | "end" | "break";

const MOVES: Record<LoopMove, Partial<Record<LoopState, LoopState>>> = {
  start: { created: "starting" },
  ready: { starting: "running" },
  stop: { starting: "stopping", running: "stopping" },
  end: { created: "closed", stopping: "closed" },
  break: { starting: "broken", running: "broken" },
};

/**
 * The state after `move`; the same state where the move does not apply.
 *
 * @param state The present state.
 * @param move What happens.
 */
export function moveLoop(state: LoopState, move: LoopMove): LoopState {
  return MOVES[move][state] ?? state;
}

/**
 * Whether the loop is over.
 *
 * @param state The present state.
 */
export function isOver(state: LoopState): boolean {
  return state === "closed" || state === "broken";
}
