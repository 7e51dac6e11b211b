/** Digits. */
const SIGNIFICANT = 3;

/** Writes a number with three significant digits, and one above a thousand without decimals. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(SIGNIFICANT)));
}
