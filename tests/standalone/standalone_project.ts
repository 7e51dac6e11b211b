/**
 * The program of `tests/fixtures/standalone/`, in a folder of its own, built and run as users do.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { type CommandResult, runCommand } from "../_harness/run_command.ts";

const PROGRAM = fileURLToPath(new URL("../fixtures/standalone/", import.meta.url));
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The package that programs are built with: these sources, or what is in that folder. */
const LIBRARY = process.env.SIDELOOP_LIBRARY ?? ROOT;

/** Milliseconds for a build or a program, less than a test may take. */
const MAY_TAKE = 15_000;

/** The same output everywhere; nothing is kept between two runs. */
const QUIET = { NO_COLOR: "1", BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0" };

/** The line by which a program says where its threads begin, as the documentation shows it. */
const SET_WORKER_URL = 'setWorkerUrl(new URL("./worker.js", import.meta.url));';

/** What the program prints. */
export const EXPECTED = ["6", "Worker", "RangeError: too far true", "2", "2 5", ""].join("\n");

/**
 * Gives the body a folder with the program.
 *
 * @param body What to do in it. The folder is removed after it.
 */
export async function inProject(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "sideloop-")));
  try {
    cpSync(PROGRAM, folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), `{ "private": true, "type": "module" }`);
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(LIBRARY, join(folder, "node_modules/sideloop"), "junction");
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Has the program say where its threads begin. */
export function chooseWorker(folder: string): void {
  const file = join(folder, "main.ts");
  const source = readFileSync(file, "utf8");
  const line = `import { setWorkerUrl } from "sideloop";\n${SET_WORKER_URL}\n`;
  writeFileSync(file, source.replace(/^(?=async function main)/m, line));
}

/** Changes the text of the program. */
export function edit(folder: string, from: string, to: string): void {
  const file = join(folder, "main.ts");
  const source = readFileSync(file, "utf8");
  if (!source.includes(from)) throw new Error(`The program has no ${from}`);
  writeFileSync(file, source.replaceAll(from, to));
}

/**
 * Runs the runtime of this test in a folder; fails where that does.
 *
 * @param folder Where.
 * @param args What it is told.
 */
export async function build(folder: string, ...args: readonly string[]): Promise<void> {
  const { code, stderr } = await run(folder, process.execPath, ...args);
  if (code !== 0) throw new Error(`The build ended with ${code}: ${stderr}`);
}

/**
 * Runs a command in a folder.
 *
 * @param folder Where.
 * @param command Its executable.
 * @param args Its arguments.
 */
export function run(folder: string, command: string, ...args: string[]): Promise<CommandResult> {
  const env = { ...process.env, ...QUIET };
  return runCommand(command, args, { cwd: folder, env, timeout: MAY_TAKE });
}

/** The configuration by which Deno finds the library. */
export const DENO_CONFIG: string = process.env.SIDELOOP_DENO_CONFIG ?? join(ROOT, "deno.json");

/** Whether `deno compile` can have its runtime, from a cache or the network. */
export function canCompile(): boolean {
  if (process.versions.deno === undefined) return false;
  const folder = mkdtempSync(join(tmpdir(), "sideloop-"));
  writeFileSync(join(folder, "empty.ts"), "");
  const args = ["compile", "--quiet", "--no-config", "-o", "empty", "empty.ts"];
  const { status } = spawnSync(process.execPath, args, { cwd: folder, timeout: 60_000 });
  rmSync(folder, { recursive: true, force: true });
  return status === 0;
}
