/** Milliseconds until the first test starts: a cold cache downloads, a cold machine compiles. */
const MAY_START_IN = 60_000;

/** Milliseconds a test may exceed its own timeout by: the ledger is waited for, the machine is busy. */
const GRACE = 15_000;

/** The last thing that is known of a test file that runs. */
export interface JournalEntry {
  /** The test that began. */
  readonly started?: string;
  /** Milliseconds it may take. */
  readonly timeout?: number;
  /** The test that ended. */
  readonly ended?: string;
}

/**
 * Says why a test file counts as hung.
 *
 * @param entry The last thing that is known; `undefined` before the first test.
 * @param idle Milliseconds since then.
 * @returns `undefined` while its time is not up.
 */
export function hangReason(entry: JournalEntry | undefined, idle: number): string | undefined {
  const limit = entry === undefined ? MAY_START_IN : (entry.timeout ?? 0) + GRACE;
  if (idle < limit) return undefined;
  const seconds = Math.round(idle / 1_000);
  if (entry === undefined) return `Killed: no test had started after ${seconds} s`;
  if (entry.started === undefined) return `Killed: hung for ${seconds} s after "${entry.ended}"`;
  return `Killed: "${entry.started}" blocked its thread and did not end within ${seconds} s`;
}
