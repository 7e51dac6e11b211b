import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { type ChildResult, runChild } from "./child.ts";
import { hangReason, type JournalEntry } from "./hang_reason.ts";
import { readReport } from "./junit.ts";
import { inRepository } from "./repository.ts";
import type { TestResult } from "./result.ts";
import type { ProcessRuntime } from "./runtimes.ts";

/** Reports and journals; git-ignored and emptied by each run. */
const RESULTS = inRepository(".test_results");

/** How to run test files. */
export interface TestFileOptions {
  /** The npm-only Deno configuration, or `undefined` where JSR is in reach. */
  readonly denoConfig: string | undefined;
  /** Only tests whose name contains this. */
  readonly filter: string | undefined;
  /** Where the file's copy is run on the installed package. Default: the repository, on the sources. */
  readonly project?: TestProject;
}

/** A folder with copies of the test files. */
export interface TestProject {
  /** Its absolute path. */
  readonly folder: string;
  /** Added to the environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * The path of a copy in the folder.
   *
   * @param file The test file.
   */
  copyOf(file: string): string;
}

/** Removes what an earlier run has left. */
export function clearResults(): void {
  rmSync(RESULTS, { recursive: true, force: true });
  rmSync(inRepository("tests/.tmp"), { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });
}

/**
 * Runs one test file in a process of its own: a crash, a hang or a leak in it costs no other file's results.
 *
 * @returns Its tests; a crash, a hang and a file without tests are failed results.
 */
export async function runTestFile(
  suite: string,
  runtime: ProcessRuntime,
  file: string,
  { denoConfig, filter, project }: TestFileOptions,
): Promise<TestResult[]> {
  const place = `${RESULTS}/${runtime.name}/${suite}/${file}`;
  mkdirSync(place, { recursive: true });
  const report = `${place}/junit.xml`;
  const journal = `${place}/journal.jsonl`;
  const child = await runChild(
    runtime.executable,
    runtime.testArguments({
      file: project?.copyOf(file) ?? file,
      report,
      denoConfig: denoConfig && !project ? ["-c", denoConfig] : [],
    }),
    {
      ...(project && { cwd: project.folder }),
      env: {
        ...runtime.env,
        SIDELOOP_TEST_JOURNAL: journal,
        SIDELOOP_TEST_FILTER: filter,
        SIDELOOP_DENO_CONFIG: denoConfig,
        ...project?.env,
      },
      hangs: hangDetector(journal),
    },
  );
  const of = { suite, runtime: runtime.name, file };
  const results = (readReport(report) ?? []).map((test): TestResult => ({ ...of, ...test }));
  const problem = problemOf(child, results, journal, filter !== undefined);
  if (problem === undefined) return results;
  return [...results, { ...of, name: "(the whole file)", status: "failed", message: problem }];
}

/** Says why the run failed where no test does. */
function problemOf(
  { code, killed, output }: ChildResult,
  results: readonly TestResult[],
  journal: string,
  mayBeEmpty: boolean,
): string | undefined {
  if (killed !== undefined) return `${killed}\n${lastLines(output)}`;
  // Deno cancels the rest of the file after an error outside any test, and reports only that.
  const cancelled = results.some(({ message }) => message === "Cancelled");
  if (!cancelled && results.some(({ status }) => status === "failed")) return undefined;
  const hasStarted = existsSync(journal);
  if (results.length === 0 && mayBeEmpty && !hasStarted) return undefined;
  if (code === 0 && results.length > 0) return undefined;
  const problem = hasStarted || code !== 0 ? `The runner ended with ${code}` : "No test ran";
  return `${problem}${duringTest(journal)}\n${lastLines(output)}`;
}

function duringTest(journal: string): string {
  const test = lastEntry(journal)?.started;
  return test === undefined ? "" : ` during "${test}"`;
}

/** Reads in the journal which test runs and whether its time is up. */
function hangDetector(journal: string): () => string | undefined {
  const started = Date.now();
  return () => {
    const entry = lastEntry(journal);
    const idle = Date.now() - (entry === undefined ? started : statSync(journal).mtimeMs);
    return hangReason(entry, idle);
  };
}

function lastEntry(journal: string): JournalEntry | undefined {
  if (!existsSync(journal)) return undefined;
  const line = readFileSync(journal, "utf8").trimEnd().split("\n").at(-1);
  return line ? JSON.parse(line) as JournalEntry : undefined;
}

/** The end of an output, where the error stands. */
export function lastLines(output: string, lines = 40): string {
  return output.trimEnd().split("\n").slice(-lines).join("\n");
}
