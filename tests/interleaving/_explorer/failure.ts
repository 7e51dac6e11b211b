/**
 * How a run failed, and its report.
 *
 * @module
 */
import { type Board, VERDICT } from "./board.ts";
import { WORD_BITS } from "./fake_atomics.ts";
import { OP, opName } from "./op.ts";
import type { Scenario, Shared } from "./scenario.ts";
import { formatSchedule } from "./schedule.ts";

/** What can go wrong in a run. */
export type FailureKind = "deadlock" | "livelock" | "threw" | "check" | "misfit";

/** How a run failed. */
export interface Failure {
  readonly kind: FailureKind;
  /** In one line. */
  readonly message: string;
  /** For `replay`. */
  readonly schedule: string;
  /** All of it, with every step. */
  readonly report: string;
}

/** The failure of the run on the board, if it is one. */
export function failureOf(
  board: Board,
  scenario: Scenario<Shared>,
  shared: Shared,
): Failure | undefined {
  const named = { board, threads: scenario.threads.map(({ name }) => name), words: shared };
  const verdict = board.get("verdict");
  if (verdict !== VERDICT.finished) return describe(named, KINDS[verdict] ?? "misfit");
  try {
    scenario.check?.(shared);
  } catch (error) {
    return describe(named, "check", error instanceof Error ? error.message : String(error));
  }
  return undefined;
}

const KINDS: Readonly<Record<number, FailureKind>> = {
  [VERDICT.deadlock]: "deadlock",
  [VERDICT.livelock]: "livelock",
  [VERDICT.threw]: "threw",
};

interface Named {
  readonly board: Board;
  readonly threads: readonly string[];
  readonly words: Shared;
}

function describe(named: Named, kind: FailureKind, thrown = ""): Failure {
  const message = messageOf(named, kind, thrown);
  const schedule = scheduleOf(named);
  const report = [`${message} (schedule "${schedule}")`, ...stepsOf(named)].join("\n");
  return { kind, message, schedule, report };
}

function messageOf({ board, threads }: Named, kind: FailureKind, thrown: string): string {
  switch (kind) {
    case "deadlock":
      return "Deadlock: no thread can go on, and not all have ended";
    case "livelock":
      return `Livelock: no end after ${board.get("steps")} steps`;
    case "threw":
      return `In ${threads[board.get("failedThread")]}: ${board.text}`;
    case "check":
      return `After the run: ${thrown}`;
    case "misfit":
      return "The schedule does not fit the scenario";
  }
}

function scheduleOf({ board, threads }: Named): string {
  const choices = Array.from(
    { length: board.get("decisions") },
    (_, number) => board.decisions.get(number, "choice"),
  );
  return formatSchedule(choices, threads.length);
}

function stepsOf(named: Named): string[] {
  const width = Math.max(...named.threads.map(({ length }) => length));
  return Array.from({ length: named.board.get("steps") }, (_, number) => {
    const thread = named.threads[named.board.steps.get(number, "thread")] ?? "?";
    return `${String(number + 1).padStart(4)}  ${thread.padEnd(width)}  ${stepOf(named, number)}`;
  });
}

function stepOf({ board, words }: Named, number: number): string {
  const cell = (field: "op" | "word" | "first" | "second" | "value") =>
    board.steps.get(number, field);
  const word = wordName(words, cell("word"));
  const name = `${opName(cell("op"))} ${word}`.trim();
  switch (cell("op")) {
    case OP.load:
      return `${name} = ${cell("value")}`;
    case OP.store:
      return `${name} := ${cell("first")}`;
    case OP.compareExchange:
      return `${name} ${cell("first")} -> ${cell("second")}, was ${cell("value")}`;
    case OP.wait:
    case OP.waitAsync:
      return `${name} while ${cell("first")}, is ${cell("value")}`;
    case OP.notify:
      return `${name}, woke ${cell("value")}`;
    default:
      return cell("word") < 0 || cell("op") === OP.timeout
        ? name
        : `${name} ${cell("first")}, was ${cell("value")}`;
  }
}

function wordName(words: Shared, word: number): string {
  if (word < 0) return "";
  const name = Object.keys(words)[word >> WORD_BITS];
  return `${name}[${word & ((1 << WORD_BITS) - 1)}]`;
}
