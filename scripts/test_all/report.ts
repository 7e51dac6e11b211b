import { ROOT } from "./repository.ts";
import { count, type TestResult } from "./result.ts";
import { RUNTIMES } from "./runtimes.ts";

/** The columns that are threads of a browser. */
const PAGES = new Set(RUNTIMES.filter(({ kind }) => kind === "page").map(({ name }) => name));

/** A stack goes on in the runner; the test's own frames come first. */
const LINES_PER_FAILURE = 40;

/**
 * The final report: the table, the skipped tests, the failures and the totals on the last line, so that its end tells all
 * that went wrong.
 *
 * @param results Of all jobs.
 * @param suites The rows, in order.
 * @param runtimes The columns, in order.
 */
export function report(
  results: readonly TestResult[],
  suites: readonly string[],
  runtimes: readonly string[],
): string {
  const totals = `${count(results, "passed")} passed, ${count(results, "failed")} failed`;
  return [
    `${table(results, suites, runtimes)}\n`,
    skips(results),
    failures(results),
    totals,
  ].filter(Boolean).join("\n");
}

function table(
  results: readonly TestResult[],
  suites: readonly string[],
  runtimes: readonly string[],
): string {
  const cell = (suite: string, runtime: string) =>
    counts(results.filter((result) => result.suite === suite && result.runtime === runtime));
  const rows = suites.map((suite) => [suite, ...runtimes.map((runtime) => cell(suite, runtime))]);
  return `passed/failed/skipped\n\n${align([["suite", ...runtimes], ...rows])}`;
}

function counts(results: readonly TestResult[]): string {
  if (results.length === 0) return "-";
  return (["passed", "failed", "skipped"] as const).map((status) => count(results, status)).join(
    "/",
  );
}

/** Columns padded to their widest cell, with a rule below the header. */
function align(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0))
  );
  const line = (row: readonly string[]) =>
    row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ").trimEnd();
  const [header = [], ...body] = rows;
  return [line(header), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join(
    "\n",
  );
}

function failures(results: readonly TestResult[]): string {
  const failed = results.filter(({ status }) => status === "failed");
  if (failed.length === 0) return "";
  return `Failures\n\n${failed.map(failure).join("\n\n")}\n`;
}

function failure({ suite, runtime, file, name, message = "" }: TestResult): string {
  const text = message.replaceAll(`file://${ROOT}`, "").replaceAll(ROOT, "").split("\n");
  const shown = text.slice(0, LINES_PER_FAILURE).map((line) => `    ${line}`.trimEnd());
  return [`${[suite, runtime, file].filter(Boolean).join(" | ")}\n  ${name}`, ...shown].join("\n");
}

/** Of browsers the tests are too many to be named, and have few reasons. */
function skips(results: readonly TestResult[]): string {
  const skipped = results.filter(({ status }) => status === "skipped");
  const isOfPage = ({ runtime }: TestResult) => PAGES.has(runtime);
  const entries = [
    ...entriesBy(skipped.filter((result) => !isOfPage(result)), ({ name }) => name),
    ...entriesBy(skipped.filter(isOfPage), () => "").map(withFiles),
  ];
  return entries.length === 0 ? "" : `Skipped\n\n${entries.map(entryText).join("\n")}\n`;
}

/** Skipped tests that have a reason in common. */
interface SkipEntry {
  readonly title: string;
  readonly reason: string;
  readonly results: readonly TestResult[];
  /** Lines below the reason. */
  readonly more?: readonly string[];
}

function entriesBy(
  results: readonly TestResult[],
  titleOf: (result: TestResult) => string,
): SkipEntry[] {
  const entries = Map.groupBy(
    results,
    (result) => `${result.suite}\n${titleOf(result)}\n${result.message}`,
  );
  return [...entries.values()].map((group) => {
    const [first] = group as [TestResult, ...TestResult[]];
    const title = [first.suite, titleOf(first)].filter(Boolean).join(" | ");
    return { title, reason: first.message ?? "", results: group };
  });
}

/** Says how many tests of which files it is. */
function withFiles(entry: SkipEntry): SkipEntry {
  const namesOf = (results: readonly TestResult[]) => new Set(results.map(({ name }) => name)).size;
  const files = [...Map.groupBy(entry.results, ({ file }) => file)].filter(([file]) => file !== "");
  const counts = files.map(([file, results]) => `${file.split("/").at(-1)} ${namesOf(results)}`);
  return { ...entry, more: lines(counts.map((count) => `${count},`)) };
}

function entryText({ title, reason, results, more = [] }: SkipEntry): string {
  const runtimes = [...new Set(results.map(({ runtime }) => runtime))].join(", ");
  const below = more.map((line) => `\n      ${line}`).join("").replace(/,$/, "");
  return `  ${title}\n    ${reason} (${runtimes})${below}`;
}

/** Words in lines of no more than the usual width. */
function lines(words: readonly string[], width = 90): string[] {
  const filled: string[] = [];
  for (const word of words) {
    const longer = `${filled.at(-1) ?? ""} ${word}`.trim();
    if (filled.length > 0 && longer.length <= width) filled[filled.length - 1] = longer;
    else filled.push(word);
  }
  return filled;
}
