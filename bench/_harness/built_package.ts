import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { hangsAfter, runChild } from "../../scripts/test_all/child.ts";
import { inRepository } from "../../scripts/test_all/repository.ts";
import { NODE } from "../../scripts/test_all/runtimes.ts";

/** Where the peers are installed, and packages of theirs are found. */
export const PEERS = inRepository("bench/peers");

/** Under which names the packages are found there. */
export const BUILT = "sideloop_built";
export const EMPTY = "empty_module";

/** Says for which run of the benchmarks the package was built. */
const STAMP = `${PEERS}/node_modules/.${BUILT}`;

/** Milliseconds; it takes three seconds. */
const MAY_TAKE = 60_000;

/** Builds the package, and an empty one to compare with, once in a run of the benchmarks. */
export async function buildPackage(): Promise<void> {
  const run = String(process.ppid);
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === run) return;
  const folders = [BUILT, EMPTY].map((name) => `${PEERS}/node_modules/${name}`);
  mkdirSync(`${PEERS}/node_modules`, { recursive: true });
  const { code, output } = await runChild(
    NODE,
    [inRepository("bench/_harness/build_package.ts"), ...folders],
    { hangs: hangsAfter(MAY_TAKE) },
  );
  if (code !== 0) throw new Error(`Cannot build the package: ${output}`);
  writeFileSync(STAMP, run);
}
