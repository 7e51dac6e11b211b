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

/** The program that builds the package into a folder. */
export const BUILD = inRepository("bench/_harness/build_package.ts");

/** Says for which run of the benchmarks the package was built. */
const STAMP = `${PEERS}/node_modules/.${BUILT}`;

/** Milliseconds; it takes three seconds. */
const MAY_TAKE = 60_000;

/** Builds the package, and an empty one to compare with, once in a run of the benchmarks. */
export async function buildPackage(): Promise<void> {
  const run = String(process.ppid);
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === run) return;
  const modules = `${PEERS}/node_modules`;
  mkdirSync(modules, { recursive: true });
  const { code, output } = await runChild(
    NODE,
    [BUILD, `${modules}/${BUILT}`],
    { hangs: hangsAfter(MAY_TAKE) },
  );
  if (code !== 0) throw new Error(`Cannot build the package: ${output}`);
  writeEmptyPackage(`${modules}/${EMPTY}`);
  writeFileSync(STAMP, run);
}

function writeEmptyPackage(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const manifest = { name: "empty", type: "module", exports: { ".": { default: "./index.js" } } };
  writeFileSync(`${folder}/package.json`, JSON.stringify(manifest));
  writeFileSync(`${folder}/index.js`, "export const nothing = 0;\n");
}
