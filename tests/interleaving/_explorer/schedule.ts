/**
 * Schedules as text: one character per choice, a digit for the thread that takes its next step, a
 * letter for the thread whose wait times out, a capital for the thread that dies.
 *
 * @module
 */

/** The kinds of choices, in the order of their numbers: the characters for thread 0, 1, and so on. */
const KINDS = ["01234567", "abcdefgh", "ABCDEFGH"] as const;

/** Writes a schedule. */
export function formatSchedule(choices: readonly number[], threads: number): string {
  return choices.map((choice) => KINDS[Math.floor(choice / threads)]?.[choice % threads]).join("");
}

/** Reads a schedule. */
export function parseSchedule(schedule: string, threads: number): number[] {
  return [...schedule].map((character) => {
    const kind = KINDS.findIndex((characters) => characters.includes(character));
    const thread = KINDS[kind]?.indexOf(character) ?? threads;
    if (thread < threads) return kind * threads + thread;
    throw new RangeError(`Cannot read the schedule: "${character}" is none of ${threads} threads`);
  });
}
