const { fromCharCode } = String;

/**
 * The text that bytes stand for, a character each. For short texts: there this is faster than any
 * decoder of the platform.
 *
 * @param bytes Where they are.
 * @param at Index of the first.
 * @param count How many.
 */
export function textOfBytes(bytes: Uint8Array, at: number, count: number): string {
  const b = bytes as { readonly [index: number]: number } & Uint8Array;
  let text = "";
  for (; count >= 8; count -= 8, at += 8) {
    text += fromCharCode(
      b[at] as number,
      b[at + 1] as number,
      b[at + 2] as number,
      b[at + 3] as number,
      b[at + 4] as number,
      b[at + 5] as number,
      b[at + 6] as number,
      b[at + 7] as number,
    );
  }
  return count === 0 ? text : text + textOfFew(bytes, at, count);
}

/** The same, for one to seven bytes. A call with the right number of arguments makes it fast. */
function textOfFew(bytes: Uint8Array, at: number, count: number): string {
  const a = bytes[at] as number;
  if (count === 1) return fromCharCode(a);
  const b = bytes[at + 1] as number;
  if (count === 2) return fromCharCode(a, b);
  const c = bytes[at + 2] as number;
  if (count === 3) return fromCharCode(a, b, c);
  const d = bytes[at + 3] as number;
  if (count === 4) return fromCharCode(a, b, c, d);
  const e = bytes[at + 4] as number;
  if (count === 5) return fromCharCode(a, b, c, d, e);
  const f = bytes[at + 5] as number;
  if (count === 6) return fromCharCode(a, b, c, d, e, f);
  return fromCharCode(a, b, c, d, e, f, bytes[at + 6] as number);
}
