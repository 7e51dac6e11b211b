import type { Digest } from "./digest.ts";

/** What came of one input. */
export type Row =
  | { readonly input: string; readonly digest: Digest }
  | { readonly input: string; readonly error: unknown };

/** How much of a SHA-256 is shown, in digits. */
const PREFIX = 16;

/** The widest column of inputs. A longer input is shown in full, and disturbs its own row only. */
const WIDEST = 60;

/**
 * Writes the rows as a table with a header. The error of a failed input stands in its row.
 *
 * @param rows What came of each input.
 * @returns The table, without a line break at its end.
 */
export function formatTable(rows: readonly Row[]): string {
  const longest = Math.max("input".length, ...rows.map(({ input }) => input.length));
  const width = Math.min(longest, WIDEST);
  const line = (input: string, rest: string) => `${input.padEnd(width)}  ${rest}`;
  return [
    line("input", columns("bytes", "words", "sha-256")),
    ...rows.map((row) =>
      line(row.input, "error" in row ? describeError(row.error) : describeDigest(row.digest))
    ),
  ].join("\n");
}

function describeDigest({ bytes, words, sha256 }: Digest): string {
  return columns(String(bytes), String(words), sha256.slice(0, PREFIX));
}

function columns(bytes: string, words: string, sha256: string): string {
  return `${bytes.padStart(9)}  ${words.padStart(7)}  ${sha256}`;
}

/** The error on one line, with its cause: a failed `fetch` tells its reason only there. */
function describeError(error: unknown): string {
  const [line = ""] = causes(error).join(": ").split("\n");
  return `failed: ${line}`;
}

function causes(error: unknown): string[] {
  if (!(error instanceof Error)) return error === undefined ? [] : [String(error)];
  const { code } = error as { code?: unknown };
  return [error.message || String(code ?? error.name), ...causes(error.cause)];
}
