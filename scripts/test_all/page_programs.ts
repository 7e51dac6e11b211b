import type { Command } from "./commands.ts";
import { type PageModule, writePageModules } from "./doc_modules.ts";
import { inRepository } from "./repository.ts";
import { DENO, PROCESS_RUNTIMES, type ProcessRuntime } from "./runtimes.ts";

/** What differs from these in a version alone reads the same page. */
const RUN_ON = ["deno", "bun", "node-24"];

/**
 * The programs of a page, each on every runtime. What others import is not run by itself; what is named
 * `…_test.ts` is run as tests are.
 *
 * @param page The Markdown file.
 * @param denoConfig Flags for Deno.
 */
export function pagePrograms(page: string, denoConfig: readonly string[]): Command[] {
  const modules = writePageModules(page);
  const programs = modules.filter(({ file, isNamed }) => !isNamed || file.endsWith("_test.ts"));
  const runtimes = PROCESS_RUNTIMES.filter(({ name }) => RUN_ON.includes(name));
  const files = modules.map(({ file }) => file);
  return [
    { suite: "doc", runtime: "deno", command: DENO, args: ["check", ...denoConfig, ...files] },
    ...runtimes.flatMap((runtime) => programs.map((program) => run(program, runtime, denoConfig))),
  ];
}

function run(
  { file, output }: PageModule,
  runtime: ProcessRuntime,
  denoConfig: readonly string[],
): Command {
  const of = { suite: "doc", runtime: runtime.name, command: runtime.executable };
  if (!file.endsWith("_test.ts")) {
    const args = [...flags(runtime.name, denoConfig), file];
    return { ...of, args, ...(output !== undefined && { output }) };
  }
  const report = inRepository(`.test_results/doc_${runtime.name}.xml`);
  return { ...of, args: runtime.testArguments({ file, report, denoConfig }), report };
}

function flags(runtime: string, denoConfig: readonly string[]): string[] {
  if (runtime === "deno") return ["run", "-A", "--no-check", "--quiet", ...denoConfig];
  return runtime === "bun" ? ["run"] : ["--disable-warning=ExperimentalWarning"];
}
