/**
 * Empty projects of users, outside the repository, in which the package is installed.
 *
 * @module
 */
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { unpackPackage } from "../../scripts/test_all/package/unpack_package.ts";
import { inRepository } from "../../scripts/test_all/repository.ts";

const PROGRAMS = inRepository("tests/package/programs");

let root: string | undefined;

/** A folder for all projects of this process, which is removed at its end. */
export function projectsRoot(): string {
  if (root === undefined) {
    const folder = mkdtempSync(join(realpathSync(tmpdir()), "sideloop-projects-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
    root = folder;
  }
  return root;
}

/**
 * Makes a project with the programs, in which nothing is installed.
 *
 * @param name Of its folder, below {@linkcode projectsRoot}.
 * @param manifest What its `package.json` has.
 * @returns Its absolute path.
 */
export function makeProject(name: string, manifest: object = {}): string {
  const folder = join(projectsRoot(), name);
  cpSync(PROGRAMS, folder, { recursive: true });
  const text = JSON.stringify({ name: "project", private: true, ...manifest });
  writeFileSync(join(folder, "package.json"), text);
  return folder;
}

/**
 * Makes a project with the programs and the package, unpacked where package managers put it.
 *
 * @param name Of its folder, below {@linkcode projectsRoot}.
 * @returns Its absolute path.
 */
export async function makeProjectWithPackage(name: string): Promise<string> {
  const folder = makeProject(name, { dependencies: { sideloop: "*" } });
  await unpackPackage(join(folder, "node_modules/sideloop"));
  return folder;
}
