import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { buildNpm } from "../../build_npm/build_npm.ts";
import { inRepository } from "../repository.ts";
import { makeOnce } from "./make_once.ts";

/** Removed at the begin of each run of all tests, so it is never older than the sources that are tested. */
const TARBALL = inRepository(".test_results/package/sideloop.tgz");

/**
 * The package as npm would upload it; built and packed by the first who asks in a run of the tests.
 *
 * @returns The absolute path of the tarball.
 */
export async function packedPackage(): Promise<string> {
  await makeOnce(TARBALL, pack);
  return TARBALL;
}

async function pack(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "sideloop-pack-"));
  await buildNpm(join(folder, "npm"));
  await npm(["pack", "--pack-destination", folder], join(folder, "npm"));
  const name = readdirSync(folder).find((file) => file.endsWith(".tgz"));
  if (name === undefined) throw new Error("Cannot pack: npm wrote no tarball");
  mkdirSync(dirname(TARBALL), { recursive: true });
  renameSync(join(folder, name), TARBALL);
  rmSync(folder, { recursive: true });
}

/** The npm that started this process, or else the one in the path: the executable, and what comes first after it. */
export function npmCommand(): readonly [string, ...string[]] {
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  return cli?.endsWith(".js") && node ? [node, cli] : ["npm"];
}

/**
 * Runs npm to the end, and lets this process go on meanwhile: it may be the registry that npm asks.
 *
 * @param args Its arguments.
 * @param cwd Where.
 * @returns What it wrote to standard output.
 * @throws {Error} If it fails; with its output.
 */
export async function npm(args: readonly string[], cwd: string): Promise<string> {
  const [command, ...first] = npmCommand();
  const { stdout } = await promisify(execFile)(command, [...first, "--loglevel=error", ...args], {
    cwd,
    shell: process.platform === "win32" && first.length === 0,
  });
  return stdout;
}
