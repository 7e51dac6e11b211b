/**
 * `npm start` and `npm test` on a machine with nothing but Node 20 and npm: installs what is missing, then runs
 * the job on a runtime that understands TypeScript. Plain JavaScript, because Node 20 does not.
 *
 * @module
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const IS_WINDOWS = process.platform === "win32";
const EXE = IS_WINDOWS ? ".exe" : "";
const NODE_24 = `${ROOT}node_modules/node-24/bin/node${EXE}`;

/** Written after a complete installation; says for which lock file and platform it was. */
const STAMP = `${ROOT}node_modules/.sideloop_installed`;

const JOBS = {
  start(args) {
    // The program needs no package, so a Node that reads TypeScript needs no installation.
    const node = readsTypeScript() ? process.execPath : installed(NODE_24);
    return [node, ["examples/quickstart.ts", ...args]];
  },
  test: (args) => [installed(NODE_24), ["scripts/test_all.ts", ...args]],
  deno: (args) => [installed(`${ROOT}node_modules/deno/deno${EXE}`), args],
};

const [job = "", ...args] = process.argv.slice(2);
if (!Object.hasOwn(JOBS, job)) {
  fail(`Cannot run "${job}": choose ${Object.keys(JOBS).join(", ")}`);
}
run(...JOBS[job](args));

/** Installs the packages unless they are there, and gives the executable back. */
function installed(executable) {
  const stamp = expectedStamp();
  if (existsSync(executable) && existsSync(STAMP) && readFileSync(STAMP, "utf8") === stamp) {
    return executable;
  }
  console.error("Installing the runtimes...");
  const [npm, first] = npmCommand();
  const { status, error, stdout, stderr } = spawnSync(npm, [...first, "ci", "--loglevel=error"], {
    cwd: ROOT,
    encoding: "utf8",
    shell: IS_WINDOWS && first.length === 0,
  });
  if (status !== 0) fail(`npm ci failed\n${error ?? ""}${stdout ?? ""}${stderr ?? ""}`);
  if (!existsSync(executable)) {
    fail(`npm ci did not run the install scripts of the runtimes: see "npm help install-scripts"`);
  }
  writeFileSync(STAMP, stamp);
  return executable;
}

function expectedStamp() {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}`);
  for (const file of ["package.json", "package-lock.json"]) hash.update(readFileSync(ROOT + file));
  return hash.digest("hex");
}

/** The npm that started this script, on the Node that runs it; or else the one in the path. */
function npmCommand() {
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  return cli?.endsWith(".js") && node ? [node, [cli]] : ["npm", []];
}

/** Node strips types by itself from 22.18 on. */
function readsTypeScript() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return process.versions.deno !== undefined || major > 22 || (major === 22 && minor >= 18);
}

/** Runs to the end with this terminal; the exit code and the signals are passed on. */
function run(command, argv) {
  const child = spawn(command, argv, { cwd: ROOT, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("error", (error) => fail(String(error)));
  child.on("exit", (code) => process.exitCode = code ?? 1);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
