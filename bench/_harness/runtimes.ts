import {
  isInstalled,
  PROCESS_RUNTIMES,
  type ProcessRuntime,
} from "../../scripts/test_all/runtimes.ts";
import { canResolveJsr, NPM_ONLY } from "../../scripts/test_all/jsr.ts";
import { inRepository } from "../../scripts/test_all/repository.ts";

/** A runtime as the benchmarks use it. */
export interface BenchRuntime {
  /** Its column: `deno`, `bun`, `node-24`. */
  readonly name: string;
  readonly executable: string;
  /** The arguments before the program's name. */
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What a run without `--runtime` uses. */
const BY_DEFAULT: readonly string[] = ["deno", "bun", "node-24"];

/** Every run of Node would strip the types of every source again, in every thread. */
const NODE_ENV = { NODE_COMPILE_CACHE: inRepository("bench/peers/node_modules/.cache/node") };

/**
 * The runtimes to measure on.
 *
 * @param names From the command line; empty for the default.
 */
export async function benchRuntimes(names: readonly string[]): Promise<BenchRuntime[]> {
  const chosen = names.length > 0 ? names : BY_DEFAULT;
  const unknown = chosen.filter((name) =>
    !PROCESS_RUNTIMES.some((runtime) => runtime.name === name)
  );
  if (unknown.length > 0) {
    const known = PROCESS_RUNTIMES.map(({ name }) => name).join(", ");
    throw new RangeError(`Cannot measure on ${unknown.join(", ")}: the runtimes are ${known}`);
  }
  const missing = PROCESS_RUNTIMES.filter((runtime) =>
    chosen.includes(runtime.name) && !isInstalled(runtime)
  );
  for (const { name } of missing) console.error(`${name} is not installed: run "npm ci"`);
  const denoFlags = chosen.includes("deno") ? await flagsForDeno() : [];
  return PROCESS_RUNTIMES.filter((runtime) => chosen.includes(runtime.name) && isInstalled(runtime))
    .map((runtime) => toBenchRuntime(runtime, denoFlags));
}

function toBenchRuntime({ name, executable }: ProcessRuntime, denoFlags: string[]): BenchRuntime {
  if (name === "deno") return { name, executable, flags: denoFlags, env: {} };
  if (name === "bun") return { name, executable, flags: [], env: {} };
  return { name, executable, flags: ["--expose-gc"], env: NODE_ENV };
}

/** Deno takes the peers from where npm has installed them. */
async function flagsForDeno(): Promise<string[]> {
  const config = await canResolveJsr() ? [] : ["-c", NPM_ONLY];
  const modules = "--node-modules-dir=manual";
  return ["run", "-A", "--no-check", "--quiet", modules, "--v8-flags=--expose-gc", ...config];
}
