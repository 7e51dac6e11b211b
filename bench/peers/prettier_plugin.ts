import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { installPackedLibrary, PROGRAMS } from "../_harness/packed_library.ts";

const require = createRequire(import.meta.url);

const NAME = "eslint-plugin-prettier";

/** The plugin's two files that import synckit, once each: the rule, and its worker file. */
const FILES = ["eslint-plugin-prettier.js", "worker.mjs"];

/** By which name the plugin imports what makes its worker file a function. */
export type SynckitName = "synckit" | "sideloop/synckit";

/** Makes a function of a worker file, as both packages do. */
type CreateSyncFn = (path: string) => (...args: unknown[]) => unknown;

/**
 * Where eslint-plugin-prettier is: as it is, or a copy in which the name in one import has changed.
 *
 * @param name What it shall import.
 */
export function installPlugin(name: SynckitName): string {
  return name === "synckit" ? require.resolve(NAME) : switchedCopy();
}

/**
 * Loads it.
 *
 * @param path Where it is.
 * @param name What it imports.
 * @param calls Receives the milliseconds that each call across the boundary takes.
 */
export function loadPlugin(path: string, name: SynckitName, calls: number[]): unknown {
  timeCalls(createRequire(path), name, calls);
  return require(path);
}

function switchedCopy(): string {
  installPackedLibrary();
  const original = join(require.resolve(NAME), "..");
  const copy = join(PROGRAMS, "node_modules", NAME);
  mkdirSync(copy, { recursive: true });
  cpSync(join(original, "package.json"), join(copy, "package.json"));
  for (const file of FILES) {
    const source = readFileSync(join(original, file), "utf8");
    const parts = source.split("'synckit'");
    if (parts.length !== 2) throw new Error(`${file} imports synckit in another way than it did`);
    writeFileSync(join(copy, file), parts.join("'sideloop/synckit'"));
  }
  return join(copy, "eslint-plugin-prettier.js");
}

/** The plugin requires the module when it needs it, and finds this in its place. */
function timeCalls(require: NodeJS.Require, name: SynckitName, calls: number[]): void {
  const { createSyncFn } = require(name) as { readonly createSyncFn: CreateSyncFn };
  const module = require.cache[require.resolve(name)] as { exports: unknown };
  const timed: CreateSyncFn = (path) => {
    const begin = performance.now();
    const fn = createSyncFn(path);
    let made = performance.now() - begin;
    return (...args) => {
      const start = performance.now() - made;
      made = 0;
      const result = fn(...args);
      calls.push(performance.now() - start);
      return result;
    };
  };
  module.exports = { createSyncFn: timed };
}
