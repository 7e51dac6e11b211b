import type { Job, Selection } from "../plan.ts";
import { filesIn } from "../repository.ts";
import {
  inTurn,
  othersThan,
  PROCESS_RUNTIMES,
  type ProcessRuntime,
  type Runtime,
  suits,
} from "../runtimes.ts";
import type { TestResult } from "../result.ts";
import { runTestFile } from "../test_file.ts";

/** What tries the package's promises, the long ones first; the rest of the suites look into the sources. */
const SUITES = ["chaos", "product", "stress", "process", "conformance", "examples"];

/** The suite that installs the package by itself. */
const INSTALLED = "package";

/**
 * The suites of the public API, run on the installed package: `package-conformance`, `package-examples` and so on.
 *
 * @param selection What is asked for; what is not asked for by name is a part of the files.
 */
export function packageJobs(selection: Selection): Job[] {
  return SUITES.flatMap((suite) =>
    PROCESS_RUNTIMES.filter((runtime) => suits(runtime, suite)).flatMap((runtime) =>
      filesOf(suite, runtime, selection).map((file) => ({
        suite: `package-${suite}`,
        runtime: runtime.name,
        run: () => run(suite, runtime, file, selection),
      }))
    )
  );
}

/**
 * The files of a suite that a runtime runs on the sources.
 *
 * @param suite Its name.
 * @param runtime What runs it.
 * @param files All of the suite.
 * @param selection What is asked for.
 * @returns Without those that it runs on the package.
 */
export function filesOnSources(
  suite: string,
  runtime: Runtime,
  files: readonly string[],
  { runtimes, suites, sourcesOnly }: Selection,
): readonly string[] {
  if (suite === INSTALLED && sourcesOnly) return [];
  if (runtimes.length > 0) return files;
  if (runtime.turn !== undefined) return inTurn(files, runtime.turn);
  if (runtime.kind === "page" || !SUITES.includes(suite)) return files;
  if (sourcesOnly || suites.length > 0) return files;
  const { packageTurn, sourceTurns } = runtime;
  return inTurn(files, sourceTurns?.[suite] ?? othersThan(packageTurn));
}

function filesOf(suite: string, runtime: ProcessRuntime, { runtimes, suites }: Selection) {
  const files = filesIn(`tests/${suite}`, "_test.ts");
  const isAskedFor = runtimes.length > 0 || suites.length > 0;
  return isAskedFor ? files : inTurn(files, runtime.packageTurn);
}

async function run(
  suite: string,
  runtime: ProcessRuntime,
  file: string,
  selection: Selection,
): Promise<TestResult[]> {
  const name = `package-${suite}`;
  try {
    // Only where it is needed: it builds the package, installs it and copies the tests.
    const { packageProject } = await import("./package_project.ts");
    const project = await packageProject(runtime.packageManager);
    return await runTestFile(name, runtime, file, { ...selection, project });
  } catch (error) {
    const of = { suite: name, runtime: runtime.name, file, name: "(the whole file)" };
    return [{ ...of, status: "failed", message: `Cannot install the package: ${error}` }];
  }
}
