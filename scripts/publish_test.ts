import { assertEquals } from "@std/assert";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { test } from "../tests/_harness/test.ts";
import { exists, filesIn, inRepository, ROOT } from "./test_all/repository.ts";
import { runChild } from "./test_all/child.ts";
import { DENO } from "./test_all/runtimes.ts";

/** Beside the sources. */
const PAGES = ["CHANGELOG.md", "LICENSE", "README.md", "deno.json"];

const NOT_COPIED = /^(node_modules|npm|coverage|\.git|\.test_results|tests\/\.tmp|bench\/peers)$/;

/** Milliseconds: it checks all types, twice. */
const MAY_TAKE = 90_000;

/** As much of `deno.json` as is used here. */
interface DenoConfig {
  exports: Readonly<Record<string, string>>;
  imports: Record<string, string>;
  compilerOptions: Record<string, unknown>;
}

/** What it was told to publish, and how that went. */
interface Publication {
  readonly code: number | string;
  readonly output: string;
  /** The files that JSR would get, in order. */
  readonly files: readonly string[];
}

/** Does all of publishing but the last step. */
async function dryRun(folder: string): Promise<Publication> {
  const args = ["publish", "--dry-run", "--allow-dirty"];
  const { code, output } = await runChild(DENO, args, { cwd: folder, hangs: () => undefined });
  const root = pathToFileURL(join(folder, "/")).href;
  const lines = output.matchAll(/^ +(file:\S+) \([\d.]+\w+\)$/gm);
  const files = [...lines].map(([, url = ""]) => url.replace(root, ""));
  return { code, output, files: files.sort() };
}

/** Gives the body a copy of the repository that names nothing of JSR's, where that is out of reach. */
async function inCopy<R>(body: (folder: string) => Promise<R>): Promise<R> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "sideloop-")));
  try {
    cpSync(ROOT, folder, {
      recursive: true,
      filter: (path) => !NOT_COPIED.test(relative(ROOT, path).replaceAll("\\", "/")),
    });
    const npmOnly = process.env.SIDELOOP_DENO_CONFIG;
    if (npmOnly !== undefined) writeFileSync(join(folder, "deno.json"), withoutJsr(npmOnly));
    return await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function withoutJsr(npmOnly: string): string {
  const config = readConfig(inRepository("deno.json"));
  const entries = [config, readConfig(npmOnly)].flatMap(({ imports }) => Object.entries(imports));
  config.imports = Object.fromEntries(
    entries.filter(([, target]) => /^(npm:|\.\/(mod\.ts|src\/))/.test(target)),
  );
  config.compilerOptions.types = ["./scripts/npm_only/std.d.ts"];
  return JSON.stringify(config);
}

function readConfig(file: string): DenoConfig {
  return JSON.parse(readFileSync(file, "utf8")) as DenoConfig;
}

test(
  "deno publish: takes the library without slow types, with its pages, and nothing else",
  async () => {
    const { code, output, files } = await inCopy(dryRun);
    assertEquals([code, code === 0 ? "" : output], [0, ""]);
    const sources = ["mod.ts", ...filesIn("src", ".ts")];
    assertEquals(files, [...PAGES.filter(exists), ...sources].sort());
    const exported = Object.values(readConfig(inRepository("deno.json")).exports);
    const missing = exported.filter((file) => !files.includes(file.replace("./", "")));
    assertEquals(missing, []);
  },
  { timeout: MAY_TAKE },
);
