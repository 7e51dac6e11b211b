/**
 * Programs of `tests/fixtures/bundled/`, in projects that have the library installed, built and served as users do.
 *
 * @module
 */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { PageOutcome, Served } from "./visit.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PROGRAMS = `${ROOT}tests/fixtures/bundled`;
const PAGE = readFileSync(`${ROOT}docs/gui.md`, "utf8");

/** Below the repository, so that its bundlers are found. Git-ignored, and emptied before all tests run. */
const PROJECTS = `${ROOT}tests/.tmp/bundled_${process.pid}`;

/** With these two headers the threads of a page may share memory, and with what they say by default not. */
const ISOLATION: readonly (readonly [name: string, on: string])[] = [
  ["Cross-Origin-Opener-Policy", "same-origin"],
  ["Cross-Origin-Embedder-Policy", "require-corp"],
];
const NO_ISOLATION = "unsafe-none";

/** What a build of Vite says where the machine is busy. */
const SLOW = "PLUGIN_TIMINGS";

/** What a project has beside the programs, or in place of one: text by file name. */
export type Files = Readonly<Record<string, string>>;

/** What the program `app.ts` comes to, served with shared memory or without. */
export function appAt(isIsolated: boolean): PageOutcome {
  return { result: { isIsolated, ...APP }, errors: [] };
}

const APP = {
  result: 3,
  error: "RangeError: out of range",
  items: [1, 2, 3],
  threads: [
    ...["Loop", "Nested", "Loop-pool_0", "Loop-helper"],
    ...["MainThread-pool_0", "MainThread-helper"],
  ],
  isStopped: true,
};

/** A project that has been built. */
export interface Built {
  /** Where its files are. */
  readonly folder: string;
  /** What the bundler had to say. */
  readonly warnings: readonly string[];
}

/**
 * A file that the documentation shows.
 *
 * @param heading Under which heading.
 * @param name Its name, which it begins with.
 */
export function documented(heading: string, name: string): Files {
  const section = PAGE.split("\n### ").find((text) => text.startsWith(`${heading}\n`)) ?? "";
  const blocks = [...section.matchAll(/^```[jt]s\n(.*?)^```$/gms)].map(([, code = ""]) => code);
  const code = blocks.find((block) => block.startsWith(`// ${name}\n`));
  if (code === undefined) throw new Error(`The documentation has no ${name} under ${heading}`);
  return { [name]: code };
}

/**
 * One of the programs, in place of `app.ts`.
 *
 * @param program Its file.
 * @param begin Under which heading the documentation shows the lines that it begins with, if any.
 */
export function asApp(program: string, begin?: string): Files {
  const lines = begin === undefined ? "" : documented(begin, "app.ts")["app.ts"];
  return { "app.ts": lines + readFileSync(`${PROGRAMS}/${program}`, "utf8") };
}

let projects = 0;

/**
 * Makes a project: a folder with the programs, and the library in its `node_modules`.
 *
 * @param files What else it has.
 * @returns Its folder.
 */
export function makeProject(...files: readonly Files[]): string {
  if (projects++ === 0) installLibrary();
  const folder = `${PROJECTS}/project_${projects}`;
  cpSync(PROGRAMS, folder, { recursive: true });
  for (const [name, text] of files.flatMap(Object.entries)) {
    writeFileSync(`${folder}/${name}`, text);
  }
  return folder;
}

/** Copies it: bundlers see through links, and treat what is not below `node_modules` as the project's own. */
function installLibrary(): void {
  const modules = `${PROJECTS}/node_modules`;
  mkdirSync(modules, { recursive: true });
  writeFileSync(`${PROJECTS}/package.json`, JSON.stringify({ private: true, type: "module" }));
  const copies = {
    "mod.ts": "sideloop",
    "package.json": "sideloop",
    "src": "sideloop",
    "scripts/npm_only/std_async": "@std/async",
    "node_modules/deno-std/package.json": "deno-std",
    "node_modules/deno-std/async": "deno-std",
  };
  for (const [from, to] of Object.entries(copies)) {
    const inside = to.startsWith("@") ? "" : from.slice(from.lastIndexOf("/") + 1);
    cpSync(`${ROOT}${from}`, `${modules}/${to}/${inside}`, { recursive: true });
  }
}

/**
 * Builds a project with Vite, as its `vite.config.ts` says.
 *
 * @param project Its folder.
 */
export async function buildWithVite(project: string): Promise<Built> {
  const { build, createLogger } = await import("vite");
  const warnings: string[] = [];
  const customLogger = createLogger("warn");
  customLogger.warn = (message: string) => {
    if (!message.includes(SLOW)) warnings.push(message);
  };
  await build({ root: project, logLevel: "warn", customLogger, build: { sourcemap: true } });
  return { folder: `${project}/dist`, warnings };
}

/**
 * Builds a project with esbuild, as its `build.mjs` says, and adds the page.
 *
 * @param project Its folder.
 */
export async function buildWithEsbuild(project: string): Promise<Built> {
  const run = promisify(execFile);
  const { stdout, stderr } = await run(process.execPath, ["build.mjs"], { cwd: project });
  const folder = `${project}/dist`;
  const page = readFileSync(`${project}/index.html`, "utf8").replace(".ts", ".js");
  writeFileSync(`${folder}/index.html`, page);
  return { folder, warnings: [stdout, stderr].filter((text) => text !== "") };
}

/**
 * Serves what has been built.
 *
 * @param folder Where it is.
 * @param isIsolated Whether with the headers for shared memory.
 */
export async function serveBuilt(folder: string, isIsolated: boolean): Promise<Served> {
  const { preview } = await import("vite");
  const server = await preview({
    configFile: false,
    build: { outDir: folder },
    preview: { port: 0, headers: headers(isIsolated) },
  });
  return { address: addressIn(server.resolvedUrls), close: () => server.close() };
}

/**
 * Serves a project unbundled with Vite, as its `vite.config.ts` says.
 *
 * @param project Its folder.
 * @param isIsolated Whether the headers are those of its configuration, or what browsers do without.
 */
export async function serveSources(project: string, isIsolated: boolean): Promise<Served> {
  const { createServer } = await import("vite");
  const overruled = isIsolated ? {} : { headers: headers(false) };
  const server = await createServer({
    root: project,
    logLevel: "warn",
    server: { port: 0, ...overruled },
  });
  await server.listen();
  return { address: addressIn(server.resolvedUrls), close: () => server.close() };
}

function headers(isIsolated: boolean): Record<string, string> {
  return Object.fromEntries(
    ISOLATION.map(([name, on]) => [name, isIsolated ? on : NO_ISOLATION]),
  );
}

function addressIn(urls: { readonly local: readonly string[] } | null): string {
  const [address] = urls?.local ?? [];
  if (address === undefined) throw new Error("The server has no address");
  return address;
}
