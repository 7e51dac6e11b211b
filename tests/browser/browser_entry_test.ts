/**
 * The built package in browsers: as bundlers take it, which leave the adapters of other runtimes out, and as it is.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildNpm } from "../../scripts/build_npm/build_npm.ts";
import { test } from "../_harness/test.ts";
import {
  appAt,
  asApp,
  buildWithEsbuild,
  buildWithVite,
  documented,
  makeProject,
  serveBuilt,
} from "./bundlers.ts";
import { IN_BROWSER } from "./shared_browser.ts";
import { type PageOutcome, visitServed } from "./visit.ts";

/** Bytes after minification, without compression; what it was when this was written, and five percent more. */
const BUDGETS = { all: 174_500, typical: 142_500, worker: 99_000 };

/** What only adapters for other runtimes say. */
const OTHERS = /worker_threads|getBuiltinModule|node:(util|os|fs|timers)|"Bun"|"Deno"|reallyExit/;

const viteConfig = documented("Vite", "vite.config.ts");
const esbuildScript = documented("esbuild", "build.mjs");

for (const isIsolated of [true, false]) {
  const where = isIsolated ? "" : ", without shared memory";

  entryTest(`package: a program works built by Vite${where}`, async () => {
    const { folder } = await buildWithVite(withPackage(makeProject(viteConfig), await built()));
    assertEquals(await visitAt(folder, isIsolated), appAt(isIsolated));
  });

  entryTest(`package: a program works built by esbuild${where}`, async () => {
    const project = makeProject(esbuildScript, asApp("app.ts", "esbuild"));
    const { folder } = await buildWithEsbuild(withPackage(project, await built()));
    assertEquals(await visitAt(folder, isIsolated), appAt(isIsolated));
  });

  entryTest(`package: a program works that no bundler has seen${where}`, async () => {
    const folder = await unbundled(await built());
    assertEquals(await visitAt(folder, isIsolated), appAt(isIsolated));
  });
}

entryTest("package: bundlers for browsers leave the adapters of other runtimes out", async () => {
  const texts = Object.values(await bundles());
  assertEquals(texts.map((text) => OTHERS.exec(text)?.[0]), texts.map(() => undefined));
});

entryTest("package: what a page has to load stays within its budget", async () => {
  const { all, typical, worker } = await bundles();
  assertEquals(
    [all.length <= BUDGETS.all, typical.length <= BUDGETS.typical, worker.length <= BUDGETS.worker],
    [true, true, true],
    `${all.length} ${typical.length} ${worker.length}`,
  );
});

let folder: Promise<string> | undefined;

/** The package's folder; it is built once. */
function built(): Promise<string> {
  return folder ??= buildNpm(join(makeProject(), "built")).then(({ folder }) => folder);
}

/** Installs it where the project finds it before the sources. */
function withPackage(project: string, from: string): string {
  cpSync(from, `${project}/node_modules/sideloop`, { recursive: true });
  return project;
}

/** What a minifying bundler makes of all of it, of a typical use, and of the module that threads begin with. */
async function bundles(): Promise<Record<keyof typeof BUDGETS, string>> {
  const resolveDir = withPackage(makeProject(), await built());
  return {
    all: await bundle(resolveDir, `export * from "sideloop";`),
    typical: await bundle(
      resolveDir,
      `export { coroutine, newEventLoop, runCoroutineThreadsafe } from "sideloop";`,
    ),
    worker: await bundle(resolveDir, `import "sideloop/worker";`),
  };
}

async function bundle(resolveDir: string, contents: string): Promise<string> {
  const { build } = await import("esbuild");
  const { outputFiles: [file] } = await build({
    stdin: { contents, resolveDir },
    bundle: true,
    format: "esm",
    minify: true,
    write: false,
  });
  return file?.text ?? "";
}

/** A page with the program and the package side by side. */
async function unbundled(from: string): Promise<string> {
  const { transform } = await import("esbuild");
  const project = makeProject();
  const folder = `${project}/public`;
  mkdirSync(folder);
  for (const name of ["app", "tasks", "show"]) {
    const source = readFileSync(`${project}/${name}.ts`, "utf8");
    const { code } = await transform(source, { loader: "ts" });
    writeFileSync(`${folder}/${name}.js`, inBrowsers(code));
  }
  cpSync(from, `${folder}/sideloop`, { recursive: true });
  const page = readFileSync(`${project}/index.html`, "utf8").replace(".ts", ".js");
  writeFileSync(`${folder}/index.html`, page);
  return folder;
}

/** Threads know no map of imports. */
function inBrowsers(code: string): string {
  return code.replaceAll('.ts"', '.js"').replaceAll('"sideloop"', '"./sideloop/esm/mod.js"');
}

async function visitAt(folder: string, isIsolated: boolean): Promise<PageOutcome> {
  return await visitServed(await serveBuilt(folder, isIsolated));
}

function entryTest(name: string, body: () => Promise<void>): void {
  test(name, body, IN_BROWSER);
}
