import { CANCELS, type Cell, OUTCOMES, SHUTDOWNS, WAITERS } from "./cells.ts";

/** What each code means. */
const LEGEND: readonly (readonly [code: string, meaning: string])[] = [
  ["val", "the value"],
  ["err", "the error that was thrown"],
  ["rej", "what the promise was rejected with, no error"],
  ["ser", "SerializationError"],
  ["can", "CancelledError"],
  ["brk", "BrokenLoopError"],
  ["tmo", "TimeoutError of the wait, WAIT_TIMEOUT"],
  ["open", "not done in the eyes of wait()"],
  ["pend", "nothing: pending"],
  ["FAIL", "something else than it should be"],
];

/** Headings of four letters at most. */
const SHORT = { none: "none", drain: "drn", cancel: "stop", terminate: "term" } as const;

const LABEL = 11;

/**
 * The product as a table of 118 columns.
 *
 * @param codeOf What the waiter of a cell saw, in four letters at most.
 */
export function table(codeOf: (cell: Cell) => string): string {
  return [...heading(), ...OUTCOMES.flatMap((outcome) => rowsOf(outcome, codeOf)), "", ...legend()]
    .map((line) => line.trimEnd())
    .join("\n");
}

function heading(): string[] {
  const width = "none drn  stop term".length;
  const cancels = CANCELS.map((cancel) => `| ${cancel.padEnd(width)}`);
  const shutdowns = CANCELS.map(() => `| ${line(SHUTDOWNS.map((shutdown) => SHORT[shutdown]))}`);
  return [
    `${"cancel".padEnd(LABEL)}${cancels.join(" ")}`,
    `${"shutdown".padEnd(LABEL)}${shutdowns.join(" ")}`,
  ];
}

function rowsOf(outcome: Cell["outcome"], codeOf: (cell: Cell) => string): string[] {
  const rows = WAITERS.map((waiter) => {
    const groups = CANCELS.map((cancel) => {
      const codes = SHUTDOWNS.map((shutdown) => codeOf({ outcome, waiter, cancel, shutdown }));
      return `| ${line(codes)}`;
    });
    return `${`  ${waiter}`.padEnd(LABEL)}${groups.join(" ")}`;
  });
  return ["", outcome, ...rows];
}

function line(words: readonly string[]): string {
  return words.map((word) => word.padEnd(4)).join(" ");
}

function legend(): string[] {
  return [
    "rows: how the coroutine ends if nothing keeps it from that, and who waits for its future",
    "columns: when the future is cancelled; how its loop is shut down: not, as withWorker does, stop(), terminate()",
    ...LEGEND.map(([code, meaning]) => `  ${code.padEnd(LABEL)}${meaning}`),
  ];
}
