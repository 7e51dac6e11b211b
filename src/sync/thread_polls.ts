const KEY: unique symbol = Symbol.for("sideloop.polls");

/** Takes note of all that has arrived for one copy of the library. */
export interface Poll {
  (): void;
  /** Milliseconds until that copy wants to be polled even if nobody rings. Older copies do not say. */
  readonly alarm?: () => number;
}

/**
 * Adds what polls the inbox of this copy of the library to those of all copies in the thread: whichever of them blocks
 * may wait for what another one is told.
 *
 * @param poll Polls it.
 * @param alarm Milliseconds until it wants to be polled even if nobody rings.
 * @returns All of them; those that come later, too.
 */
export function sharePoll(poll: () => void, alarm: () => number): readonly Poll[] {
  const scope = globalThis as { [KEY]?: Poll[] };
  const polls = scope[KEY] ??= [];
  polls.push(Object.assign(poll, { alarm }));
  return polls;
}

/**
 * Milliseconds until one of several copies of the library wants to be polled even if nobody rings: what it waits for
 * may end without a word.
 *
 * @param polls Those of all copies; of one alone nobody need be asked.
 */
export function soonestOf(polls: readonly Poll[]): number {
  if (polls.length < 2) return Infinity;
  return Math.min(...polls.map(({ alarm }) => alarm?.() ?? Infinity));
}
