/**
 * Runs every suite on every runtime and prints one table. `npm test` and `deno task test` lead here.
 *
 * ```sh
 * npm test -- --runtime bun --suite conformance --filter "Future.result"
 * ```
 *
 * `--runtime` and `--suite` may be given more than once. A suite is a folder of `tests/` with `*_test.ts` files,
 * or one of `fmt`, `lint`, `check`, `types`, `doc lint`, `doc` and `scripts`, which run on Deno only, but for the
 * programs of the cookbook, which are in `doc` on Bun and Node 24, too. The runtimes
 * `window`, `window-isolated`, `worker` and `worker-isolated` are threads of Chromium and have the suite `conformance`.
 * `package-conformance`, `package-examples` and so on are the suites of the public API on the installed package, the only ones
 * that Node 20 has; `--sources` leaves them out, and the suite `package`, since the package is built and installed with
 * npm.
 *
 * @module
 */
import { availableParallelism } from "node:os";
import process from "node:process";
import { parseArgs } from "node:util";
import { closeTestBrowser } from "./test_all/browser/browser.ts";
import { endChildrenWithThisProcess } from "./test_all/child.ts";
import { findTools } from "./test_all/find_tools.ts";
import { canResolveJsr, NPM_ONLY } from "./test_all/jsr.ts";
import { type Job, plan } from "./test_all/plan.ts";
import { report } from "./test_all/report.ts";
import { ROOT } from "./test_all/repository.ts";
import { count, type TestResult } from "./test_all/result.ts";
import { RUNTIMES } from "./test_all/runtimes.ts";
import { clearResults } from "./test_all/test_file.ts";

/** Two more than there are cores, since tests wait much. More at a time and the tests would measure the machine instead of the library. */
const BUSY_AT_A_TIME = Math.min(4, availableParallelism() + 2);

await main();

async function main(): Promise<void> {
  endChildrenWithThisProcess();
  process.chdir(ROOT);
  const { values } = parseArgs({
    options: {
      runtime: { type: "string", multiple: true, default: [] },
      suite: { type: "string", multiple: true, default: [] },
      filter: { type: "string" },
      sources: { type: "boolean", default: false },
    },
  });
  clearResults();
  const denoConfig = await canResolveJsr() ? undefined : NPM_ONLY;
  const { runtime: runtimes, suite: suites, filter, sources: sourcesOnly } = values;
  const jobs = plan({ runtimes, suites, filter, sourcesOnly, denoConfig });
  if (jobs.length === 0) return explainNothing(runtimes, suites);
  await findTools(needsOf(jobs));
  const results = await runAll(jobs).finally(closeTestBrowser);
  const columns = RUNTIMES.map(({ name }) => name)
    .filter((name) => jobs.some(({ runtime }) => runtime === name));
  console.log(`\n${report(results, [...new Set(jobs.map(({ suite }) => suite))], columns)}`);
  process.exitCode = count(results, "passed") === 0 || count(results, "failed") > 0 ? 1 : 0;
}

/** What tests drive besides the runtimes. */
function needsOf(jobs: readonly Job[]): Set<"page" | "terminal"> {
  const pages = new Set(RUNTIMES.filter(({ kind }) => kind === "page").map(({ name }) => name));
  const needs = new Set<"page" | "terminal">();
  for (const { suite, runtime } of jobs) {
    if (suite === "browser" || pages.has(runtime)) needs.add("page");
    if (suite === "examples") needs.add("terminal");
  }
  return needs;
}

function explainNothing(runtimes: readonly string[], suites: readonly string[]): void {
  const known = RUNTIMES.map(({ name }) => name).join(", ");
  console.error(
    `Cannot test ${suites.join(", ") || "anything"} on ${runtimes.join(", ") || "any runtime"}: ` +
      `there is no such suite there; the runtimes are ${known}`,
  );
  process.exitCode = 1;
}

/**
 * Runs the jobs, a few at a time and beside them one of those that wait, and says when a suite is through on a runtime.
 * The results are in their order.
 */
async function runAll(jobs: readonly Job[]): Promise<TestResult[]> {
  const results: TestResult[][] = jobs.map(() => []);
  const unfinished = new Map<string, number>();
  const took = new Map<string, number>();
  for (const job of jobs) unfinished.set(keyOf(job), (unfinished.get(keyOf(job)) ?? 0) + 1);
  const queueOf = (waits: boolean) =>
    [...jobs.entries()].filter(([, job]) => (job.waits === true) === waits).values();
  const work = async (queue: Iterable<[number, Job]>) => {
    for (const [index, job] of queue) {
      const started = performance.now();
      results[index] = await job.run();
      took.set(keyOf(job), (took.get(keyOf(job)) ?? 0) + performance.now() - started);
      const left = (unfinished.get(keyOf(job)) ?? 0) - 1;
      unfinished.set(keyOf(job), left);
      if (left === 0) console.log(progress(job, results.flat(), took.get(keyOf(job)) ?? 0));
    }
  };
  const busy = queueOf(false);
  const atATime = Array.from({ length: BUSY_AT_A_TIME }, () => work(busy));
  await Promise.all([work(queueOf(true)), ...atATime]);
  return results.flat();
}

function keyOf({ suite, runtime }: Pick<Job, "suite" | "runtime">): string {
  return `${suite} on ${runtime}`;
}

/** @param took Milliseconds that its files took together; a few run at a time. */
function progress(job: Job, results: readonly TestResult[], took: number): string {
  const own = results.filter((result) => keyOf(result) === keyOf(job));
  const failed = count(own, "failed");
  const seconds = `${Math.round(process.uptime())} s`.padStart(6);
  const summary = failed > 0 ? `${failed} FAILED` : `${count(own, "passed")} passed`;
  return `${seconds}  ${keyOf(job)}: ${summary} (${Math.round(took / 1_000)} s)`;
}
