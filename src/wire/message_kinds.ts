/**
 * The first word of a message in a ring.
 *
 * @module
 */

/** What the message is. */
export const Kind = {
  /** Any message, as a plain object. */
  other: 0,
  /** A call: its id, name and context where there are any, its work. */
  call: 1,
  /** A post: its id and its work. */
  post: 2,
  /** An id. */
  started: 3,
  /** An id and a value. */
  returned: 4,
  /** An id and a value. */
  item: 5,
  /** An id and a number. */
  demand: 6,
  /** The message itself is the next one in the port. */
  inPort: 7,
  /** All messages are in the port, until one there says that the ring is used again. */
  untilRelaxed: 8,
  /** The count of words of a message, and some of them: it comes in pieces. */
  piece: 9,
  /** There is more to come, for which there was no room; the writer waits for the bell. */
  more: 10,
} as const;

/** Where the kind ends and the flags begin. */
export const KIND_MASK = 0xff;

/** What a call has besides the usual. */
export const Flag = {
  /** A name other than the coroutine's. */
  named: 0x100,
  /** A context. */
  context: 0x200,
} as const;

/** How many targets a connection knows by number. */
export const MAX_TARGETS = 1_000;
/** A target that gets no number. */
export const TARGET_IN_FULL = -1;
