import type { TestResult } from "../result.ts";
import type { PageRuntime } from "../runtimes.ts";
import type { TestFileOptions } from "../test_file.ts";
import { testBrowser } from "./browser.ts";
import { nodeImportOf } from "./node_import_of.ts";
import { pathOf } from "./page/page_options.ts";
import { PageRun } from "./page_run.ts";

const NODE_IMPORTS = "https://nodejs.org/api/esm.html#node-imports";

/** The columns in which the browser's absence has been told. */
const told = new Set<string>();

/**
 * Runs one test file in a page: a crash, a hang or a leak in it costs no other file's results.
 *
 * @returns Its tests. A file that no browser can load is one skipped result; so is, once for a column, the absence of
 * a browser.
 */
export async function runPageFile(
  suite: string,
  runtime: PageRuntime,
  file: string,
  { filter = "" }: TestFileOptions,
): Promise<TestResult[]> {
  const of = { suite, runtime: runtime.name, file };
  const specifier = nodeImportOf(file);
  if (specifier !== undefined) {
    const message = `imports ${specifier}, which no browser has; ${NODE_IMPORTS}`;
    return [{ ...of, name: "(the whole file)", status: "skipped", message }];
  }
  const browser = await testBrowser();
  if ("missing" in browser) return tellOnce(suite, runtime, browser.missing);
  const run = new PageRun(Date.now());
  const path = pathOf({ thread: runtime.thread, file: `/${file}`, filter });
  await browser.run(path, runtime.isIsolated, run);
  if (run.results.length === 0 && filter === "") run.break("No test ran");
  return run.results.map((result) => ({ ...of, ...result }));
}

function tellOnce(suite: string, { name: runtime }: PageRuntime, message: string): TestResult[] {
  if (told.has(runtime)) return [];
  told.add(runtime);
  return [{ suite, runtime, file: "", name: "(the whole suite)", status: "skipped", message }];
}
