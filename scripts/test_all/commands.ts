import { existsSync } from "node:fs";
import { hangsAfter, runChild } from "./child.ts";
import { hasExamples, writeDocModules, writePageModules } from "./doc_modules.ts";
import { readReport } from "./junit.ts";
import { pagePrograms } from "./page_programs.ts";
import { exists, filesIn, inRepository } from "./repository.ts";
import type { TestResult } from "./result.ts";
import { BUN, DENO, NODE, TSC } from "./runtimes.ts";
import { lastLines } from "./test_file.ts";

/** Milliseconds a command may take: a cold cache downloads first, and the examples start eighty threads. */
const MAY_TAKE = 200_000;

/** A suite that is one command, run once. */
export interface Command {
  readonly suite: string;
  /** In whose column it stands. */
  readonly runtime: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The JUnit report the command writes; without one the command is one test. */
  readonly report?: string;
  /** What it has to print. */
  readonly output?: string;
}

/**
 * The suites beside the test files, as far as there is something to check.
 *
 * @param denoConfig The npm-only configuration, or `undefined` where JSR is in reach.
 */
export function commands(denoConfig: string | undefined): Command[] {
  const config = denoConfig ? ["-c", denoConfig] : [];
  const sources = present("mod.ts", "src");
  const modules = sources.flatMap((path) => path === "src" ? filesIn(path, ".ts") : [path]);
  const scripts = filesIn("scripts", ".ts").filter((file) => !file.endsWith(".d.ts"));
  const all = [...sources, ...present("tests", "examples", "bench"), ...scripts];
  return [
    denoCommand("fmt", ["fmt", "--check"]),
    denoCommand("lint", ["lint"]),
    denoCommand("check", ["check", ...config, ...all]),
    ...typeTests(config),
    denoCommand("doc lint", ["doc", "--lint", ...present("mod.ts", "src/synckit/synckit.ts")]),
    ...docTests(denoConfig, modules.filter(hasExamples)),
    ...moduleTests(config, [
      ...writeDocModules(modules),
      ...present("docs/from_python.md", "docs/synckit.md").flatMap(writePageModules).map(
        ({ file }) => file,
      ),
    ]),
    ...present("docs/cookbook.md").flatMap((page) => pagePrograms(page, config)),
  ];
}

/** `@ts-expect-error` is an error where the line below it has none, so a checker is all these need. */
function typeTests(config: readonly string[]): Command[] {
  if (filesIn("tests/types", ".ts").length === 0) return [];
  const check = denoCommand("types", ["check", ...config, "tests/types"]);
  if (!existsSync(TSC) || !existsSync(NODE)) return [check];
  return [check, {
    suite: "types",
    runtime: "deno",
    command: NODE,
    args: [TSC, "-p", "tsconfig.json"],
  }];
}

// With `--import-map`, not `-c`: an example's URL is `mod.ts#6-22.ts`, which no scope of the npm-only configuration
// can match, and Deno gives the root's `deno.json` the say over every file beside it.
function docTests(denoConfig: string | undefined, files: readonly string[]): Command[] {
  if (files.length === 0) return [];
  const report = inRepository(".test_results/doc.xml");
  const map = denoConfig ? ["--import-map", denoConfig] : [];
  const run = ["test", "--doc", "-A", "--no-check", ...map, `--junit-path=${report}`, ...files];
  return [
    denoCommand("doc", ["check", "--doc", ...map, ...files]),
    { ...denoCommand("doc", run), report },
  ];
}

// Checked by themselves, as those above: with `--check` the thread of every loop would check its modules once more.
function moduleTests(config: readonly string[], files: readonly string[]): Command[] {
  if (files.length === 0) return [];
  return [
    denoCommand("doc", ["check", ...config, ...files]),
    ...files.map((file) => moduleRun(file, config)),
  ];
}

/** On Bun, where a process and its threads start soonest; without it on Deno. */
function moduleRun(file: string, config: readonly string[]): Command {
  if (!existsSync(BUN)) return denoCommand("doc", ["run", "-A", ...config, file]);
  return { suite: "doc", runtime: "bun", command: BUN, args: ["run", file] };
}

function denoCommand(suite: string, args: readonly string[]): Command {
  return { suite, runtime: "deno", command: DENO, args };
}

/** Runs a command; what it reports as tests, or else the command itself, are the results. */
export async function runCommand(
  { suite, runtime, command, args, report, output: expected }: Command,
): Promise<TestResult[]> {
  const hangs = hangsAfter(MAY_TAKE, `Killed after ${MAY_TAKE} ms`);
  const { code, killed, output } = await runChild(command, args, { hangs });
  const name = [command, ...args].map((word) => word.replace(inRepository(""), "")).join(" ");
  const of = { suite, runtime, file: "" };
  const tests = report === undefined ? [] : readReport(report) ?? [];
  const results = tests.map((test): TestResult => ({ ...of, ...test }));
  if (results.some(({ status }) => status === "failed")) return results;
  const problem = killed ?? (code !== 0 ? `It ended with ${code}` : differs(output, expected));
  if (problem !== undefined) {
    return [...results, {
      ...of,
      name,
      status: "failed",
      message: `${problem}\n${lastLines(output)}`,
    }];
  }
  if (report === undefined) return [{ ...of, name, status: "passed" }];
  if (results.length > 0) return results;
  return [{ ...of, name, status: "failed", message: "No test ran" }];
}

function differs(output: string, expected: string | undefined): string | undefined {
  if (expected === undefined || output.trimEnd() === expected.trimEnd()) return undefined;
  return `It should print\n${expected}\nand prints`;
}

function present(...paths: string[]): string[] {
  return paths.filter(exists);
}
