/**
 * `npm start`, `npm test`, `npm run bench`, `npm run product`, `npm run chaos`, `npm run gui` and `npm run docs`
 * on a machine with nothing but Node 20 and npm: installs what the job needs, then runs it on a runtime that understands
 * TypeScript. Plain JavaScript, because Node 20 does not.
 *
 * @module
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const IS_DENO = process.versions.deno !== undefined;
const IS_WINDOWS = process.platform === "win32";
const EXE = IS_WINDOWS ? ".exe" : "";
const DENO = `${ROOT}node_modules/deno/deno${EXE}`;
const NODE_24 = `${ROOT}node_modules/node-24/bin/node${EXE}`;
const VITE = "node_modules/vite/bin/vite.js";

/** Has a `package.json` of its own. */
const PEERS = `${ROOT}bench/peers/`;

/** Written after an installation; says of which lock file, for which platform and how much of it. */
const STAMP = `${ROOT}node_modules/.sideloop_installed`;

/** How much to install, each with what comes before it, and what npm leaves out then. */
const LEVELS = {
  sources: ["--omit=dev", "--omit=optional"],
  tools: ["--omit=optional"],
  runtimes: [],
};

/** Each gives the command that does the job. */
const JOBS = {
  async start(args) {
    const program = ["examples/quickstart.ts", ...args];
    if (IS_DENO) return [process.execPath, ["run", "-A", ...await denoConfig(), ...program]];
    if (!readsTypeScript()) return [installed("tools", NODE_24), program];
    return [installed("sources", process.execPath), program];
  },
  // Node calls the function that strips types experimental.
  test: (args) => [
    installed("runtimes", NODE_24),
    ["--disable-warning=ExperimentalWarning", "scripts/test_all.ts", ...args],
  ],
  deno: (args) => [installed("runtimes", DENO), args],
  bench(args) {
    const node = installed("runtimes", NODE_24);
    installPeers();
    return [node, ["bench/main.ts", ...args]];
  },
  product: (args) => [
    installed("runtimes", NODE_24),
    ["--disable-warning=ExperimentalWarning", "scripts/product.ts", ...args],
  ],
  chaos: (args) => [installed("runtimes", NODE_24), ["scripts/chaos.ts", ...args]],
  // dnt runs on Deno alone.
  "build:npm": (args) => [
    IS_DENO ? process.execPath : installed("runtimes", DENO),
    ["run", "-A", "scripts/build_npm.ts", ...args],
  ],
  docs: (args) => [
    installed("runtimes", NODE_24),
    ["--disable-warning=ExperimentalWarning", "scripts/build_docs.ts", ...args],
  ],
  gui: (args) => [installed("tools", NODE_24), [VITE, "examples/gui", ...args]],
};

const [job = "", ...args] = process.argv.slice(2);
if (!Object.hasOwn(JOBS, job)) {
  fail(`Cannot run "${job}": choose ${Object.keys(JOBS).join(", ")}`);
}
run(...await JOBS[job](args));

/** Installs up to a level, unless that is done, and gives back the executable that needs it. */
function installed(level, executable) {
  const stamp = expectedStamp();
  const levels = Object.keys(LEVELS);
  const [of, present] = existsSync(STAMP) ? readFileSync(STAMP, "utf8").split(" ") : [];
  const isPresent = of === stamp && levels.indexOf(present) >= levels.indexOf(level);
  if (isPresent && existsSync(executable)) return executable;
  console.error(level === "sources" ? "Installing..." : "Installing the runtimes...");
  npm(["ci", "--loglevel=error", ...LEVELS[level]]);
  if (!existsSync(executable)) {
    fail(`npm ci did not bring ${executable}: see "npm help install-scripts"`);
  }
  writeFileSync(STAMP, `${stamp} ${level}`);
  return executable;
}

/** Installs what the benchmarks compare with, unless that is done. */
function installPeers() {
  const stamp = expectedStamp(PEERS);
  const file = `${PEERS}node_modules/.sideloop_installed`;
  if (existsSync(file) && readFileSync(file, "utf8") === stamp) return;
  console.error("Installing the peers...");
  npm(["ci", "--loglevel=error"], PEERS);
  writeFileSync(file, stamp);
}

function expectedStamp(folder = ROOT) {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}`);
  for (const file of ["package.json", "package-lock.json"]) {
    hash.update(readFileSync(folder + file));
  }
  return hash.digest("hex");
}

/** Runs the npm that started this script, or else the one in the path; silent unless it fails. */
function npm(args, cwd = ROOT) {
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  const [command, first] = cli?.endsWith(".js") && node ? [node, [cli]] : ["npm", []];
  const { status, error, stdout, stderr } = spawnSync(command, [...first, ...args], {
    cwd,
    encoding: "utf8",
    shell: IS_WINDOWS && first.length === 0,
  });
  if (error) fail(`Cannot run npm, which installs the runtimes: ${error.message}`);
  if (status !== 0) fail(`npm ${args.join(" ")} failed\n${stdout}${stderr}`);
}

/** Node strips types by itself from 22.18 on. */
function readsTypeScript() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

async function denoConfig() {
  const { canResolveJsr, NPM_ONLY } = await import("../test_all/jsr.ts");
  return await canResolveJsr() ? [] : ["-c", NPM_ONLY];
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
