import { ROOT } from "./repository.ts";
import { count, type TestResult } from "./result.ts";

/** A stack goes on in the runner; the test's own frames come first. */
const LINES_PER_FAILURE = 40;

/**
 * The final report: the table, the failures, the skipped tests and the totals on the last line.
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
    failures(results),
    skips(results),
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

/** One entry per reason and test, with the runtimes that skip it. */
function skips(results: readonly TestResult[]): string {
  const skipped = results.filter(({ status }) => status === "skipped");
  const keyOf = ({ suite, name, message }: TestResult) =>
    `${suite} | ${name}\n    ${message} [RUNTIMES]`;
  const entries = [...new Set(skipped.map(keyOf))].map((key) => {
    const runtimes = skipped.filter((result) => keyOf(result) === key).map(({ runtime }) =>
      runtime
    );
    return `  ${key.replace("[RUNTIMES]", `(${[...new Set(runtimes)].join(", ")})`)}`;
  });
  return entries.length === 0 ? "" : `Skipped\n\n${entries.join("\n")}\n`;
}
