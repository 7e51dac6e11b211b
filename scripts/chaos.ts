/**
 * Runs random programs over the public API for some minutes on each runtime; what it finds, it prints as a program
 * that is as small as it could be made, with what runs that again.
 *
 * ```sh
 * npm run chaos -- --minutes 10 --runtime bun
 * npm run chaos -- --runtime bun --seed 5 --path 6:2:1
 * ```
 *
 * `--runtime` may be given more than once; Deno, Bun and Node 24 are the default.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import process from "node:process";
import { parseArgs } from "node:util";
import { canResolveJsr, NPM_ONLY } from "./test_all/jsr.ts";
import { inRepository, ROOT } from "./test_all/repository.ts";
import {
  hasSuite,
  isInstalled,
  PROCESS_RUNTIMES,
  type ProcessRuntime,
} from "./test_all/runtimes.ts";

/** What runs the programs. */
const PROGRAM = "tests/chaos/main.ts";

/** How long one program may take, in milliseconds: it has limits of its own, unless its thread blocks for ever. */
const MAY_TAKE = 120_000;

/** How often a process is asked whether it hangs. */
const WATCH_INTERVAL = 1_000;

const RESULTS = inRepository(".test_results");

await main();

async function main(): Promise<void> {
  process.chdir(ROOT);
  const { values } = parseArgs({
    options: {
      runtime: { type: "string", multiple: true, default: [] },
      minutes: { type: "string", default: "1" },
      seed: { type: "string" },
      path: { type: "string" },
    },
  });
  const { runtime: names, ...rest } = values;
  const args = Object.entries(rest).flatMap(([name, value]) => [`--${name}`, String(value)]);
  for (const runtime of chooseRuntimes(names)) {
    console.log(`${runtime.name}:`);
    if (!await runOn(runtime, args)) process.exitCode = 1;
  }
}

function chooseRuntimes(names: readonly string[]): ProcessRuntime[] {
  const known = PROCESS_RUNTIMES.filter((runtime) => hasSuite(runtime, "chaos"));
  const unknown = names.filter((name) => !known.some((runtime) => runtime.name === name));
  if (unknown.length > 0) {
    const all = known.map(({ name }) => name).join(", ");
    throw new RangeError(`Cannot run programs on ${unknown.join(", ")}: the runtimes are ${all}`);
  }
  return known.filter(({ name }) => names.length === 0 || names.includes(name));
}

/** Gives whether nothing was found. */
async function runOn(runtime: ProcessRuntime, args: readonly string[]): Promise<boolean> {
  if (!isInstalled(runtime)) {
    console.error(`${runtime.name} is not installed: run "npm ci"`);
    return false;
  }
  const journal = `${RESULTS}/chaos_${runtime.name}.txt`;
  mkdirSync(RESULTS, { recursive: true });
  rmSync(journal, { force: true });
  const child = spawn(runtime.executable, [...await flagsOf(runtime), PROGRAM, ...args], {
    env: { ...process.env, ...runtime.env, SIDELOOP_CHAOS_JOURNAL: journal },
    stdio: "inherit",
  });
  const watch = setInterval(() => killIfHung(child, journal), WATCH_INTERVAL);
  const code = await new Promise((resolve) => child.on("exit", resolve));
  clearInterval(watch);
  return code === 0;
}

async function flagsOf({ name }: ProcessRuntime): Promise<string[]> {
  if (name !== "deno") return [];
  return ["run", "-A", "--no-check", "--quiet", ...await canResolveJsr() ? [] : ["-c", NPM_ONLY]];
}

/** The journal has the program that runs. */
function killIfHung(child: ChildProcess, journal: string): void {
  if (!existsSync(journal) || Date.now() - statSync(journal).mtimeMs < MAY_TAKE) return;
  console.error(`Killed: this has blocked its thread\n\n${readFileSync(journal, "utf8")}`);
  child.kill("SIGKILL");
}
