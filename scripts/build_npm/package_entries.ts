import { readFileSync } from "node:fs";
import { inRepository } from "../test_all/repository.ts";

/** The path of the module that threads begin with, without ending. */
export const WORKER_ENTRY = "src/worker/entry";

/** That of the module with the adapters of all runtimes. */
export const RUNTIME = "src/runtime/select";

/** That of what is in its place where only browsers are. */
export const BROWSER_RUNTIME = "src/runtime/select_browser";

/** A module that the package exports. */
export interface PackageEntry {
  /** What follows the package's name: `"."`, `"./worker"`. */
  readonly name: string;
  /** Its path without ending, the same in the sources and in what is built: `"mod"`, `"src/worker/entry"`. */
  readonly path: string;
}

/** What `deno.json` says of the package. */
export interface DenoManifest {
  readonly version: string;
  readonly license: string;
  readonly exports: Readonly<Record<string, string>>;
}

/** Reads `deno.json`, which is canonical for the version and the exports. */
export function readDenoManifest(): DenoManifest {
  return JSON.parse(readFileSync(inRepository("deno.json"), "utf8")) as DenoManifest;
}

/** The exports of `deno.json`; the first one is the package's own name. */
export function packageEntries(): PackageEntry[] {
  return Object.entries(readDenoManifest().exports).map(([name, source]) => ({
    name,
    path: source.replace(/^\.\//, "").replace(/\.ts$/, ""),
  }));
}

/** The name that an entry has in files of the package: `"mod"`, `"worker"`. */
export function fileNameOf({ name }: PackageEntry): string {
  return name === "." ? "mod" : name.replace(/^\.\//, "");
}
