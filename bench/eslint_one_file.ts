import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { inRepository } from "../scripts/test_all/repository.ts";
import { PEERS } from "./_harness/built_package.ts";
import type { Question } from "./_harness/question.ts";
import { atMostTimes } from "./_harness/verdict.ts";
import { installPlugin, type SynckitName } from "./peers/prettier_plugin.ts";

const NAME = "eslint_one_file";
const OWN = "sideloop/synckit";

/** ESLint's command, and what stands in a file that it has something to say on. */
const COMMAND = join(PEERS, "node_modules/eslint/bin/eslint.js");
const CONFIG = join(PEERS, "eslint.config.js");
const TEXT = "export const answer  = 42;\n";

/** Is ESLint's own command done earlier with one file, as before a commit? */
export const question: Question = {
  name: NAME,
  title: "ESLint's command with eslint-plugin-prettier and one file: the whole process",
  measures: { [NAME]: "ms" },
  subjects: [OWN, "synckit"],
  timeLimit: 60,
  measure(subject, { size }) {
    const plugin = installPlugin(subject as SynckitName);
    check(plugin); // fills ESLint's compile cache
    return { [NAME]: Array.from({ length: size(9, 3) }, () => check(plugin)) };
  },
  verdicts: (answers) => [atMostTimes(answers, NAME, "synckit", 1, OWN)],
};

/** The milliseconds that it takes. The variable would turn on a cache that ESLint's users do not have. */
function check(plugin: string): number {
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  const flags = process.versions.deno === undefined ? [] : ["run", "-A", "--quiet"];
  const begin = performance.now();
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...flags, COMMAND, "--config", CONFIG, "--stdin", "--stdin-filename", "src/answer.ts"],
    { cwd: inRepository(""), env: { ...env, PLUGIN: plugin }, input: TEXT, encoding: "utf8" },
  );
  const took = performance.now() - begin;
  if (!stdout.includes("prettier/prettier")) throw new Error(`Not formatted: ${stdout}${stderr}`);
  return took;
}
