import { commands, runCommand } from "./commands.ts";
import { filesOnSources, packageJobs } from "./package/package_jobs.ts";
import { filesIn, foldersIn } from "./repository.ts";
import type { TestResult } from "./result.ts";
import { hasSuite, isInstalled, type Runtime, RUNTIMES } from "./runtimes.ts";
import { runTestFile, type TestFileOptions } from "./test_file.ts";

/** What to run, from the command line. */
export interface Selection extends TestFileOptions {
  /** Empty for all, which then may share the work. */
  readonly runtimes: readonly string[];
  /** Empty for all. */
  readonly suites: readonly string[];
  /** Leaves out what runs on the installed package. */
  readonly sourcesOnly: boolean;
}

/** The smallest unit that runs by itself: a test file on a runtime, or a command. */
export interface Job {
  readonly suite: string;
  readonly runtime: string;
  /** Whether it waits for other programs most of its time, so that it runs beside those that keep the cores busy. */
  readonly waits?: boolean;
  run(): Promise<TestResult[]>;
}

/** A browser is looked at as a person would, who waits more than the machine does. */
const WAITING = new Set(["browser"]);

/** The folders of `tests/` that hold tests, and their files. A new folder is a new suite. */
function folderSuites(): [suite: string, files: string[]][] {
  return foldersIn("tests")
    .map((name): [string, string[]] => [name, filesIn(`tests/${name}`, "_test.ts")])
    .filter(([, files]) => files.length > 0);
}

/**
 * Every job of a selection, the long ones first.
 *
 * @param selection Which runtimes, suites and tests.
 * @returns Nothing when no suite has that name.
 */
export function plan(selection: Selection): Job[] {
  const { runtimes, suites, sourcesOnly } = selection;
  const jobs = [
    // A filter selects tests by name, and a command has none.
    ...(selection.filter === undefined ? commandJobs(selection.denoConfig) : []),
    ...(sourcesOnly ? [] : packageJobs(selection)),
    ...folderSuites().flatMap(([suite, files]) =>
      RUNTIMES.filter((runtime) => hasSuite(runtime, suite)).flatMap((runtime) =>
        fileJobs(
          suite,
          runtime,
          filesOnSources(suite, runtime, files, selection),
          selection,
        )
      )
    ),
    ...fileJobs("scripts", RUNTIMES[0] as Runtime, filesIn("scripts", "_test.ts"), selection),
  ];
  return jobs.filter(({ suite, runtime }) =>
    isSelected(suite, suites) && isSelected(runtime, runtimes)
  );
}

function commandJobs(denoConfig: string | undefined): Job[] {
  return commands(denoConfig).map((command) => ({
    suite: command.suite,
    runtime: command.runtime,
    run: () => runCommand(command),
  }));
}

function fileJobs(
  suite: string,
  runtime: Runtime,
  files: readonly string[],
  options: TestFileOptions,
): Job[] {
  if (files.length === 0) return [];
  if (runtime.kind === "process" && !isInstalled(runtime)) return [notInstalled(suite, runtime)];
  return files.map((file) => ({
    suite,
    runtime: runtime.name,
    waits: WAITING.has(suite),
    run: () => runFile(suite, runtime, file, options),
  }));
}

async function runFile(
  suite: string,
  runtime: Runtime,
  file: string,
  options: TestFileOptions,
): Promise<TestResult[]> {
  if (runtime.kind === "process") return await runTestFile(suite, runtime, file, options);
  // Deno alone, without a browser, cannot load what this needs.
  const { runPageFile } = await import("./browser/page_file.ts");
  return await runPageFile(suite, runtime, file, options);
}

function notInstalled(suite: string, runtime: Runtime): Job {
  const message = `${runtime.name} is not installed: run "npm ci"`;
  const result = { suite, runtime: runtime.name, file: "", name: "(the whole suite)", message };
  return {
    suite,
    runtime: runtime.name,
    run: () => Promise.resolve([{ ...result, status: "failed" }]),
  };
}

function isSelected(name: string, selected: readonly string[]): boolean {
  return selected.length === 0 || selected.includes(name);
}
