/**
 * Prints the product test's table for Deno, Bun and Node 24, or for those that are asked for.
 *
 * ```sh
 * npm run product -- --runtime bun
 * ```
 *
 * @module
 */
import { spawn } from "node:child_process";
import process from "node:process";
import { parseArgs } from "node:util";
import { canResolveJsr, NPM_ONLY } from "./test_all/jsr.ts";
import { ROOT } from "./test_all/repository.ts";
import { hasSuite, PROCESS_RUNTIMES, type ProcessRuntime } from "./test_all/runtimes.ts";

const PROGRAM = "tests/product/run_product.ts";

await main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { runtime: { type: "string", multiple: true, default: [] } },
  });
  const denoConfig = await canResolveJsr() ? undefined : NPM_ONLY;
  for (const runtime of runtimesOf(values.runtime)) {
    console.log(`\n${runtime.name}\n`);
    if (await run(runtime, denoConfig) !== 0) process.exitCode = 1;
  }
}

function runtimesOf(names: readonly string[]): ProcessRuntime[] {
  const unknown = names.filter((name) =>
    PROCESS_RUNTIMES.every((runtime) => runtime.name !== name)
  );
  if (unknown.length > 0) {
    const known = PROCESS_RUNTIMES.map(({ name }) => name).join(", ");
    throw new RangeError(`Cannot run on ${unknown.join(", ")}: the runtimes are ${known}`);
  }
  return PROCESS_RUNTIMES.filter((runtime) =>
    names.length === 0 ? hasSuite(runtime, "product") : names.includes(runtime.name)
  );
}

/** Runs the program to its end, and gives its exit code. */
function run(runtime: ProcessRuntime, denoConfig: string | undefined): Promise<number | null> {
  const child = spawn(runtime.executable, [...flagsOf(runtime, denoConfig), PROGRAM], {
    cwd: ROOT,
    stdio: "inherit",
    env: {
      ...process.env,
      ...runtime.env,
      ...(denoConfig && { SIDELOOP_DENO_CONFIG: denoConfig }),
    },
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", resolve);
  });
}

function flagsOf({ name }: ProcessRuntime, denoConfig: string | undefined): string[] {
  if (name === "deno") {
    return ["run", "-A", "--quiet", "--no-check", ...(denoConfig ? ["-c", denoConfig] : [])];
  }
  return name.startsWith("node") ? ["--disable-warning=ExperimentalWarning"] : [];
}
