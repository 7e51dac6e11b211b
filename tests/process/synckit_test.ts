import { assert, assertEquals } from "@std/assert";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { runScript, type RunScriptOptions } from "../_harness/run.ts";
import { test, type TestSkip } from "../_harness/test.ts";
import { READS_TYPESCRIPT } from "../fixtures/synckit/fixture.ts";

/** Far less than the calls of these scripts take, and far more than a process needs to end. */
const SOON = 12_000;

const isNode = !("Deno" in globalThis || "Bun" in globalThis);

const ON_NODE: TestSkip = {
  when: !isNode,
  reason: "threads have no command line options of their own",
  link: "https://nodejs.org/api/worker_threads.html#new-workerfilename-options",
};

/** For what has Node load packages: they are empty here, and it has to read modules in TypeScript by itself. */
const ON_NODE_WITH_TYPES: TestSkip = ON_NODE.when ? ON_NODE : READS_TYPESCRIPT;

/** Inside `tests/`, so that `sideloop/synckit` resolves from it. */
const FOLDER = fileURLToPath(new URL(`../.tmp/synckit_${process.pid}/`, import.meta.url));

/** Runs a main part that has `fn`, the function of a worker file. */
async function runMain(file: string, main: string, options: RunScriptOptions = {}) {
  const url = new URL(`../fixtures/synckit/${file}`, import.meta.url);
  const source = `
    import { createSyncFn } from "sideloop/synckit";
    const make = (options) => createSyncFn(new URL("${url}"), options);
    const thrownBy = (fn) => { try { return fn() } catch (error) { return error.name + ": " + error.message } };
    ${main}
  `;
  const { code, stdout, stderr, timedOut } = await runScript(source, { timeout: SOON, ...options });
  return { code, stdout, stderr, timedOut };
}

test("createSyncFn: a script that has called one ends by itself, in silence", async () => {
  const ended = await runMain("adds.mjs", `console.log(make()(1, 2));`);
  assertEquals(ended, { code: 0, stdout: "3\n", stderr: "", timedOut: false });
});

test("createSyncFn: a call whose time is up keeps no process alive", async () => {
  const ended = await runMain("waits.ts", `console.log(thrownBy(() => make(100)(3_600_000)));`);
  assertEquals([ended.code, ended.timedOut], [0, false]);
  assert(ended.stdout.startsWith("TimeoutError: "), ended.stdout);
});

test("createSyncFn: what a worker file prints is seen before its blocked caller's next line", async () => {
  const ended = await runMain(
    "prints.ts",
    `for (let n = 0; n < 3; n++) { make()(n); console.log("main", n); }`,
  );
  const turn = (n: number) => `worker ${n}\nand so on\nmain ${n}\n`;
  assertEquals([ended.code, ended.stdout], [0, [0, 1, 2].map(turn).join("")]);
  assertEquals(ended.stderr, "error 0\nerror 1\nerror 2\n");
});

for (const kind of ["exception", "rejection"]) {
  test(`createSyncFn: an uncaught ${kind} fails the call that waits, and is reported`, async () => {
    const ended = await runMain(
      "fails_outside.ts",
      `console.log(thrownBy(() => make()("${kind}"))); console.log(make()("none"));`,
    );
    assertEquals([ended.code, ended.stdout], [0, `RangeError: outside: ${kind}\nfine\n`]);
    assert(ended.stderr.includes(`outside: ${kind}`), ended.stderr);
  });
}

test("createSyncFn: a thread that ends does not end the process", async () => {
  const main = `
    const exit = make();
    console.log(thrownBy(() => exit(3)).split(":")[0]);
    console.log(typeof exit());
  `;
  const ended = await runMain("exits.ts", main);
  assertEquals(ended, {
    code: 0,
    stdout: "BrokenLoopError\nnumber\n",
    stderr: "",
    timedOut: false,
  });
});

test("SYNCKIT_TIMEOUT: is the timeout of functions that have none", async () => {
  const main = `
    import { DEFAULT_TIMEOUT } from "sideloop/synckit";
    console.log(DEFAULT_TIMEOUT);
    console.log(thrownBy(() => make()(3_600_000)).split(":")[0]);
  `;
  const ended = await runMain("waits.ts", main, { env: { SYNCKIT_TIMEOUT: "700" } });
  assertEquals([ended.code, ended.stdout], [0, "700\nTimeoutError\n"]);
});

test("SYNCKIT_TIMEOUT: an option is stronger", async () => {
  const main = `console.log(make({ timeout: 10_000 })(50));`;
  const ended = await runMain("waits.ts", main, { env: { SYNCKIT_TIMEOUT: "1" } });
  assertEquals([ended.code, ended.stdout], [0, "0\n"]);
});

test("SYNCKIT_TIMEOUT: what is no number is refused by its name", async () => {
  const main = `console.log(thrownBy(() => make()));`;
  const ended = await runMain("waits.ts", main, { env: { SYNCKIT_TIMEOUT: "soon" } });
  const reason = "Cannot wait: SYNCKIT_TIMEOUT must be a number of milliseconds, got NaN";
  assertEquals([ended.code, ended.stdout], [0, `RangeError: ${reason}\n`]);
});

test("SYNCKIT_EXEC_ARGV: are the options of threads that have none", async () => {
  const main = `
    import { DEFAULT_EXEC_ARGV } from "sideloop/synckit";
    console.log(DEFAULT_EXEC_ARGV.join(" "));
    console.log(make()().execArgv.join(" "));
  `;
  const env = { SYNCKIT_EXEC_ARGV: "--conditions=mine,--no-deprecation" };
  const ended = await runMain("tells_process.ts", main, { env });
  const both = "--conditions=mine --no-deprecation\n";
  assertEquals([ended.code, ended.stdout], [0, both + both]);
}, { skip: ON_NODE });

test("SYNCKIT_EXEC_ARGV: is refused by its name where threads have none", async () => {
  const main = `console.log(thrownBy(() => make()));`;
  const env = { SYNCKIT_EXEC_ARGV: "--conditions=mine" };
  const ended = await runMain("tells_process.ts", main, { env });
  assert(ended.stdout.startsWith("TypeError: Cannot use SYNCKIT_EXEC_ARGV: "), ended.stdout);
}, { skip: { ...ON_NODE, when: isNode, reason: "threads have those options" } });

test("SYNCKIT_TS_RUNNER: is the runner of functions that have none", async () => {
  const main = `console.log(thrownBy(() => make()));`;
  const ended = await runMain("echoes.ts", main, { env: { SYNCKIT_TS_RUNNER: "babel" } });
  assert(ended.stdout.includes(`option tsRunner: must be one of`), ended.stdout);
});

test("SYNCKIT_GLOBAL_SHIMS: is the default of globalShims", async () => {
  const main = `
    import { DEFAULT_GLOBAL_SHIMS } from "sideloop/synckit";
    console.log(DEFAULT_GLOBAL_SHIMS, make()(1));
  `;
  const ended = await runMain("echoes.ts", main, { env: { SYNCKIT_GLOBAL_SHIMS: "1" } });
  assertEquals([ended.code, ended.stdout], [0, "true 1\n"]);
});

/** Each package with the module of it that Node loads for a script, and for a module. */
const runners: readonly (readonly [runner: string, script: string, module: string])[] = [
  ["tsx", "tsx", "tsx"],
  ["oxc", "@oxc-node/core/register", "@oxc-node/core/register"],
  ["swc", "@swc-node/register", "@swc-node/register/esm-register"],
  ["ts-node", "ts-node/register", "ts-node/esm"],
  ["esbuild-register", "esbuild-register", "esbuild-register/loader"],
  ["esbuild-runner", "esbuild-runner/register", ""],
];

/** Writes a package whose modules do nothing but tell that they were loaded. */
function writePackage(module: string): void {
  const [name = ""] = /^(@[^/]+\/)?[^/]+/.exec(module) ?? [];
  const folder = `${FOLDER}node_modules/${name}/`;
  const file = module === name ? "index" : module.slice(name.length + 1);
  mkdirSync(folder, { recursive: true });
  const exports = { ".": "./index.cjs", "./*": "./*.cjs" };
  writeFileSync(`${folder}package.json`, JSON.stringify({ name, exports }));
  writeFileSync(`${folder}${file}.cjs`, `globalThis.preloaded = "${module}";`);
}

/** The command line options of a worker file's thread, that is made with a runner and whose text is given. */
async function execArgvOf(file: string, text: string, options: object): Promise<string> {
  writeFileSync(`${FOLDER}${file}`, `${text}\nrunAsWorker(() => process.execArgv.join(" "));`);
  const main = `
    process.chdir(${JSON.stringify(FOLDER)});
    console.log(createSyncFn(${JSON.stringify(FOLDER + file)}, ${JSON.stringify(options)})());
  `;
  try {
    const { code, stdout, stderr } = await runMain(file, main);
    assertEquals(code, 0, stderr);
    return stdout.trim();
  } finally {
    rmSync(FOLDER, { recursive: true, force: true });
  }
}

const MODULE = `import { runAsWorker } from "sideloop/synckit";`;
const SCRIPT = `const { runAsWorker } = require("sideloop/synckit");`;

for (const [tsRunner, script, module] of runners) {
  test(`SynckitOptions.tsRunner: ${tsRunner} has Node load ${script} for a script`, async () => {
    writePackage(script);
    const execArgv = await execArgvOf("worker.cts", SCRIPT, { tsRunner });
    assertEquals(execArgv.split(" ").at(-1), script);
  }, { skip: ON_NODE });

  if (module === "") continue;
  test(`SynckitOptions.tsRunner: ${tsRunner} has Node load ${module} for a module`, async () => {
    writePackage(module);
    const execArgv = await execArgvOf("worker.mts", MODULE, { tsRunner });
    assertEquals(execArgv.split(" ").at(-1), module);
  }, { skip: ON_NODE_WITH_TYPES });
}

/** By itself: the copies of tests for the installed package are JavaScript, and so are the files they name. */
const ENDING = "ts";

test("SynckitOptions.tsRunner: a package says what its files are", async () => {
  writePackage("@swc-node/register");
  writeFileSync(`${FOLDER}package.json`, `{ "type": "commonjs" }`);
  const entry = fileURLToPath(import.meta.resolve("sideloop/synckit"));
  const script = SCRIPT.replace("sideloop/synckit", entry);
  const execArgv = await execArgvOf(`worker.${ENDING}`, script, { tsRunner: "swc" });
  assertEquals(execArgv, "--require @swc-node/register");
}, { skip: ON_NODE });

test("SynckitOptions.execArgv: come after what tsRunner needs", async () => {
  writePackage("tsx");
  const options = { tsRunner: "tsx", execArgv: ["--conditions=mine"] };
  const execArgv = await execArgvOf("worker.mts", MODULE, options);
  assertEquals(execArgv, "--import tsx --conditions=mine");
}, { skip: ON_NODE_WITH_TYPES });
