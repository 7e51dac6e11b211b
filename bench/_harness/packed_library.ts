import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { filesIn, inRepository } from "../../scripts/test_all/repository.ts";
import { NODE } from "../../scripts/test_all/runtimes.ts";
import { BUILD } from "./built_package.ts";

/** Where programs of the benchmarks find the library under its name. */
export const PROGRAMS: string = inRepository("bench/peers/node_modules/.cache/drop_in");

const PACKED = join(PROGRAMS, "node_modules/sideloop");
const BUILT = inRepository("npm");
const STAMP = join(PACKED, "stamp");

/** Where the entry is in a package. */
const SYNCKIT = "esm/src/synckit/synckit.js";

/**
 * Has {@linkcode PROGRAMS} find the library as it is installed, in a few modules: from the sources a thread would load
 * a hundred. It is the package in `npm/`, where that was built, or else one that is built now.
 */
export function installPackedLibrary(): void {
  if (existsSync(join(BUILT, SYNCKIT))) return linkBuilt();
  const stamp = stampOfSources();
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === stamp) return;
  rmSync(PACKED, { recursive: true, force: true });
  const { status, stderr } = spawnSync(NODE, [BUILD, PACKED], { encoding: "utf8" });
  if (status !== 0) throw new Error(`Cannot build the package: ${stderr}`);
  writeFileSync(STAMP, stamp);
}

/** The URL of its entry `sideloop/synckit`. */
export function packedEntry(): string {
  return pathToFileURL(join(PACKED, SYNCKIT)).href;
}

function linkBuilt(): void {
  if (existsSync(PACKED) && realpathSync(PACKED) === realpathSync(BUILT)) return;
  rmSync(PACKED, { recursive: true, force: true });
  mkdirSync(dirname(PACKED), { recursive: true });
  symlinkSync(BUILT, PACKED, "junction");
}

function stampOfSources(): string {
  const hash = createHash("sha256");
  const folders = ["src", "scripts/build_npm"].flatMap((folder) => filesIn(folder, ".ts"));
  for (const file of ["mod.ts", "deno.json", ...folders]) {
    hash.update(readFileSync(inRepository(file)));
  }
  return hash.digest("hex");
}
