import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import process from "node:process";
import { makeOnce } from "../../scripts/test_all/package/make_once.ts";
import { npm } from "../../scripts/test_all/package/packed_package.ts";
import { inRepository } from "../../scripts/test_all/repository.ts";

/** What is installed, and where: not in a folder of tests, which are read again and again. Git-ignored. */
const MANIFEST = inRepository("tests/package/tools/");
const TOOLS = inRepository("tests/.tools/");
const FILES = ["package.json", "package-lock.json", ".npmrc"];

/**
 * Installs what the package is tried with, unless it is there: test runners, package managers, checkers and the
 * oldest TypeScript.
 *
 * @returns Gives the absolute path of a file below its `node_modules/`.
 */
export async function installedTools(): Promise<(path: string) => string> {
  await makeOnce(`${TOOLS}${stampOf()}`, install);
  return (path) => `${TOOLS}node_modules/${path}`;
}

async function install(): Promise<void> {
  rmSync(`${TOOLS}node_modules`, { recursive: true, force: true });
  mkdirSync(TOOLS, { recursive: true });
  for (const file of FILES) cpSync(MANIFEST + file, TOOLS + file);
  await npm(["ci", "--prefer-offline"], TOOLS);
  writeFileSync(`${TOOLS}${stampOf()}`, "");
}

/** Of which lock file, for which platform. */
function stampOf(): string {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}`);
  for (const file of FILES) hash.update(readFileSync(MANIFEST + file));
  return `installed_${hash.digest("hex").slice(0, 16)}`;
}
