import { Answers, type Row } from "./answers.ts";
import type { Question } from "./question.ts";
import { short } from "./short.ts";
import type { Verdict } from "./verdict.ts";

/** Writes the tables of a question, one per measure, and below them why a subject has no answer. */
export function tables(
  question: Question,
  rows: readonly Row[],
  runtimes: readonly string[],
): string {
  const parts = Object.entries(question.measures).map(([measure, unit]) => {
    const own = rows.filter((row) => row.question === measure);
    return `${measure} (${unit})\n${table(own, runtimes)}`;
  });
  return [`${question.name}: ${question.title}`, ...parts, ...failures(rows)].join("\n\n");
}

/** Subjects down, runtimes across. */
function table(rows: readonly Row[], runtimes: readonly string[]): string {
  const subjects = [...new Set(rows.map(({ subject }) => subject))];
  const cell = (subject: string, runtime: string) =>
    cellOf(rows.find((row) => row.subject === subject && row.runtime === runtime));
  return align([
    ["", ...runtimes],
    ...subjects.map((subject) => [subject, ...runtimes.map((runtime) => cell(subject, runtime))]),
  ]);
}

function cellOf(row: Row | undefined): string {
  if (row === undefined) return "";
  if (row.median === null || row.p99 === null) return "no answer";
  const mark = row.failure === undefined ? "" : " !";
  return row.n === 1 ? short(row.median) + mark : `${short(row.median)} (${short(row.p99)})${mark}`;
}

/** Columns padded to their widest cell; the first to the left, numbers to the right. */
function align(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0))
  );
  const pad = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0);
  return rows.map((row) => `  ${row.map(pad).join("   ")}`.trimEnd()).join("\n");
}

function failures(rows: readonly Row[]): string[] {
  const lines = rows.filter(({ failure }) => failure !== undefined)
    .map(({ subject, runtime, failure }) => `  ! ${subject} on ${runtime}: ${failure}`);
  return lines.length === 0 ? [] : [[...new Set(lines)].join("\n")];
}

/** Writes how the library compares with the targets, a line per question and runtime. */
export function verdictList(
  questions: readonly Question[],
  rows: readonly Row[],
  runtimes: readonly string[],
): string {
  const lines = questions.flatMap((question) =>
    runtimes.map((runtime) => {
      const answers = new Answers(rows.filter((row) => row.runtime === runtime));
      return [question.name, runtime, question.verdicts(answers).map(verdictText).join(", ")];
    })
  );
  const [names, columns] = [0, 1].map((column) =>
    Math.max(0, ...lines.map((line) => line[column]?.length ?? 0))
  );
  return lines.map(([name = "", runtime = "", text = ""]) =>
    `${name.padEnd(names ?? 0)}  ${runtime.padEnd(columns ?? 0)}  ${text}`
  ).join("\n");
}

function verdictText({ text, ok }: Verdict): string {
  return ok === undefined ? text : `${text} ${ok ? "ok" : "MISSED"}`;
}
