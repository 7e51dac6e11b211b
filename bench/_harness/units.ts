/** What numbers are in. */
export type Unit = "us" | "ms" | "B" | "KB" | "MB" | "%" | "% kept" | "x" | "calls" | "calls/s";

/** Units in which more is better. */
const MORE_IS_BETTER: ReadonlySet<Unit> = new Set(["% kept", "x", "calls", "calls/s"]);

/** Whether more is better. */
export function moreIsBetter(unit: Unit): boolean {
  return MORE_IS_BETTER.has(unit);
}
