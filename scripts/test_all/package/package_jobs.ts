import type { Job, Selection } from "../plan.ts";
import { filesIn } from "../repository.ts";
import { PROCESS_RUNTIMES, type ProcessRuntime } from "../runtimes.ts";
import { runTestFile } from "../test_file.ts";

/** What the package promises; the rest of the suites look into the sources. */
const SUITES = ["conformance", "examples"];

/**
 * The suites of the public API, run on the installed package: `package-conformance` and `package-examples`. The
 * runtimes share the files, unless a suite or a runtime is asked for by name.
 *
 * @param selection What is asked for.
 */
export function packageJobs(selection: Selection): Job[] {
  return SUITES.flatMap((suite) =>
    PROCESS_RUNTIMES.flatMap((runtime) =>
      shareOf(runtime, suite, selection).map((file) => ({
        suite: `package-${suite}`,
        runtime: runtime.name,
        run: () => run(suite, runtime, file, selection),
      }))
    )
  );
}

function shareOf(
  runtime: ProcessRuntime,
  suite: string,
  { runtimes, suites }: Selection,
): readonly string[] {
  const files = filesIn(`tests/${suite}`, "_test.ts");
  if (runtimes.length > 0 || suites.length > 0) return files;
  const every = PROCESS_RUNTIMES.length;
  return files.filter((_, index) => index % every === PROCESS_RUNTIMES.indexOf(runtime));
}

async function run(suite: string, runtime: ProcessRuntime, file: string, selection: Selection) {
  // Only where it is needed: it builds the package, installs it and copies the tests.
  const { packageProject } = await import("./package_project.ts");
  const project = await packageProject(runtime.packageManager);
  return await runTestFile(`package-${suite}`, runtime, file, { ...selection, project });
}
