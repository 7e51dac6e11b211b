const KEY: unique symbol = Symbol.for("sideloop.polls");

/** Takes note of all that has arrived for one copy of the library. */
type Poll = () => void;

/**
 * Adds what polls the inbox of this copy of the library to those of all copies in the thread: whichever of them blocks
 * may wait for what another one is told.
 *
 * @param poll Polls it.
 * @returns All of them; those that come later, too.
 */
export function sharePoll(poll: Poll): readonly Poll[] {
  const scope = globalThis as { [KEY]?: Poll[] };
  const polls = scope[KEY] ??= [];
  polls.push(poll);
  return polls;
}
