/**
 * Which of several loops takes the next coroutine.
 *
 * @module
 */

import { describe } from "../core/options.ts";

/**
 * How a manager shares out work: to its loops in turn, or to the one with the fewest coroutines pending and running,
 * in turn where several have equally few.
 *
 * @category Ready-made
 */
export type LoopStrategy = "round-robin" | "least-busy";

/** A loop, as strategies see it. */
export interface Candidate {
  /** How many coroutines it has that have not ended. */
  readonly load: number;
  /** Whether it can take one more. */
  takesWork(): boolean;
}

/**
 * Finds a loop.
 *
 * @param loops To choose from.
 * @param from Whose turn it is.
 * @returns The place of the loop; `undefined` where none takes work.
 */
export type Choose = (loops: readonly Candidate[], from: number) => number | undefined;

const STRATEGIES: ReadonlyMap<unknown, Choose> = new Map<LoopStrategy, Choose>([
  ["round-robin", nextOf],
  ["least-busy", leastBusyOf],
]);

/**
 * The strategy of a name.
 *
 * @param name What a caller gave.
 * @throws {TypeError} If there is none.
 */
export function strategyOf(name: unknown): Choose {
  const choose = STRATEGIES.get(name);
  if (choose !== undefined) return choose;
  throw new TypeError(
    `Cannot use option strategy: must be "round-robin" or "least-busy", got ${describe(name)}`,
  );
}

/** The one whose turn it is, or the first after it that takes work. */
export function nextOf(loops: readonly Candidate[], from: number): number | undefined {
  for (let step = 0; step < loops.length; step++) {
    const at = (from + step) % loops.length;
    if (loops[at]?.takesWork()) return at;
  }
  return undefined;
}

function leastBusyOf(loops: readonly Candidate[], from: number): number | undefined {
  let best: number | undefined;
  let least = Infinity;
  for (let step = 0; step < loops.length && least > 0; step++) {
    const at = (from + step) % loops.length;
    const loop = loops[at] as Candidate;
    if (!loop.takesWork() || loop.load >= least) continue;
    best = at;
    least = loop.load;
  }
  return best;
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * The place of a key: the same in every process, however often it is asked for. FNV-1a, over UTF-16 units.
 *
 * @param key Any text.
 * @param places How many places there are.
 */
export function placeOf(key: string, places: number): number {
  let hash = FNV_OFFSET;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), FNV_PRIME);
  return (hash >>> 0) % places;
}
