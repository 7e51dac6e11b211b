/** The words that a coroutine shares with the thread that watches it. */
export const WORD = {
  /** Counts how often its body has begun. */
  begun: 0,
  /** Tells it to end. */
  released: 1,
  /** It was cancelled, and cleans up. */
  cleaning: 2,
  /** Tells it to have cleaned up. */
  cleaned: 3,
  /** Counts how often it has come to its last line. */
  finished: 4,
} as const;

/** New ones. */
export function newWords(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * Object.keys(WORD).length));
}

/** What `value` returns. */
export const VALUE = "value";
/** The message of what `throws` throws. */
export const MESSAGE = "thrown";
/** What `rejects` rejects with. */
export const REASON = "rejected";
/** The exit code of a thread whose loop dies. */
export const EXIT_CODE = 3;
