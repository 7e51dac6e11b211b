import { assertEquals } from "@std/assert";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { test } from "../tests/_harness/test.ts";
import { exists, filesIn, inRepository, ROOT } from "./test_all/repository.ts";
import { DENO } from "./test_all/runtimes.ts";

/** Beside the sources. */
const PAGES = ["CHANGELOG.md", "LICENSE", "README.md", "deno.json"];

const NOT_COPIED = /^(node_modules|npm|coverage|\.git|\.test_results|tests\/\.tmp|bench\/peers)$/;

/** As much of `deno.json` as is used here. */
interface DenoConfig {
  exports: Readonly<Record<string, string>>;
  imports: Record<string, string>;
  compilerOptions: Record<string, unknown>;
}

/** What it was told to publish, and how that went. */
interface Publication {
  readonly code: number | null;
  readonly output: string;
  /** The files that JSR would get, in order. */
  readonly files: readonly string[];
}

/** Does all of publishing but the last step. */
function dryRun(folder: string): Publication {
  const args = ["publish", "--dry-run", "--allow-dirty"];
  const env = { ...process.env, NO_COLOR: "1" };
  const { status, stdout, stderr } = spawnSync(DENO, args, { cwd: folder, env, encoding: "utf8" });
  const root = pathToFileURL(join(folder, "/")).href;
  const files = [...stderr.matchAll(/^ +(file:\S+) \([\d.]+\w+\)$/gm)].map(([, url = ""]) =>
    url.replace(root, "")
  );
  return { code: status, output: stdout + stderr, files: files.sort() };
}

/** Gives the body a copy of the repository that names nothing of JSR's, where that is out of reach. */
function inCopy<R>(body: (folder: string) => R): R {
  const folder = mkdtempSync(join(tmpdir(), "sideloop-"));
  try {
    cpSync(ROOT, folder, {
      recursive: true,
      filter: (path) => !NOT_COPIED.test(relative(ROOT, path).replaceAll("\\", "/")),
    });
    const npmOnly = process.env.SIDELOOP_DENO_CONFIG;
    if (npmOnly !== undefined) writeFileSync(join(folder, "deno.json"), withoutJsr(npmOnly));
    return body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function withoutJsr(npmOnly: string): string {
  const config = readConfig(inRepository("deno.json"));
  const entries = [config, readConfig(npmOnly)].flatMap(({ imports }) => Object.entries(imports));
  config.imports = Object.fromEntries(
    entries.filter(([, target]) => !/^(jsr:|\.\.\/)/.test(target)),
  );
  config.compilerOptions.types = ["./scripts/npm_only/std.d.ts"];
  return JSON.stringify(config);
}

function readConfig(file: string): DenoConfig {
  return JSON.parse(readFileSync(file, "utf8")) as DenoConfig;
}

test("deno publish: takes the library without slow types, with its pages, and nothing else", () => {
  const { code, output, files } = inCopy(dryRun);
  assertEquals([code, code === 0 ? "" : output], [0, ""]);
  assertEquals(
    files,
    [...PAGES.filter(exists), "mod.ts", ...filesIn("src", ".ts")].sort(),
  );
  const exported = Object.values(readConfig(inRepository("deno.json")).exports);
  const missing = exported.filter((file) => !files.includes(file.replace("./", "")));
  assertEquals(missing, []);
});
