import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { buildPackage, BUILT, EMPTY, PEERS } from "./_harness/built_package.ts";
import type { Question } from "./_harness/question.ts";
import { atMost, LIBRARY } from "./_harness/verdict.ts";

const NOTHING = "empty module";

/** Under which names they are imported, where that is not the subject's. */
const PACKAGES: Readonly<Record<string, string>> = { [LIBRARY]: BUILT, [NOTHING]: EMPTY };

/** Milliseconds. */
const LITTLE = 5;

/** How long does it take to import the built package? */
export const question: Question = {
  name: "import_time",
  title:
    "importing a package in a new process, the library's as it is built for npm; on Node without a compile cache, and with one (cached)",
  measures: { import_time: "ms", import_time_cached: "ms" },
  subjects: [LIBRARY, NOTHING, "synckit", "piscina", "tinypool", "comlink", "workerpool"],
  timeLimit: 120,
  async measure(name, effort) {
    await buildPackage();
    const times = effort.size(21, 11);
    const { deno, bun } = process.versions;
    const isNode = deno === undefined && bun === undefined;
    return {
      import_time: importTimes(name, times),
      ...(isNode && { import_time_cached: withCache((cache) => importTimes(name, times, cache)) }),
    };
  },
  verdicts: (answers) => [
    atMost(
      "ms more than an empty module",
      difference(answers.median(MEASURE, LIBRARY), answers.median(MEASURE, NOTHING)),
      LITTLE,
    ),
  ],
};

const MEASURE = "import_time";

/** @param cache The folder of Node's compile cache, if it shall have one. */
function importTimes(name: string, times: number, cache = ""): number[] {
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  const flags = process.versions.deno === undefined
    ? []
    : ["run", "-A", "--quiet", "--no-config", "--node-modules-dir=manual"];
  return Array.from({ length: times }, () => {
    const output = execFileSync(
      process.execPath,
      [...flags, "import_one.js", PACKAGES[name] ?? name],
      { cwd: PEERS, env: { ...env, ...(cache && { NODE_COMPILE_CACHE: cache }) } },
    );
    return Number(output);
  });
}

/** With a new cache, which a first import has filled. */
function withCache(measure: (cache: string) => number[]): number[] {
  const cache = mkdtempSync(join(tmpdir(), "sideloop-compiled-"));
  try {
    return measure(cache).slice(1);
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

function difference(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one - other;
}
