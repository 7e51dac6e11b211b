import { deepEqual } from "node:assert/strict";
import process from "node:process";
import { inRepository } from "../scripts/test_all/repository.ts";
import type { Effort, Question } from "./_harness/question.ts";
import { atMostTimes } from "./_harness/verdict.ts";
import { loadPeer } from "./peers/load_peer.ts";
import { installPlugin, loadPlugin, type SynckitName } from "./peers/prettier_plugin.ts";

const NAME = "eslint_plugin_prettier";
const OWN = "sideloop/synckit";

/** What is linted in a full run, and in a quick one. */
const FILES = ["src/**/*.ts", "src/host/*.ts"];

/** What ESLint says of a file. */
interface LintResult {
  readonly filePath: string;
  readonly messages: readonly unknown[];
}

interface ESLintModule {
  readonly ESLint: new (options: object) => {
    lintFiles(patterns: readonly string[]): Promise<LintResult[]>;
  };
}

/** Is ESLint done earlier when a real plugin imports `createSyncFn` from here? */
export const question: Question = {
  name: NAME,
  title:
    "eslint-plugin-prettier over the sources of this repository: the whole of it, the calls that format, the first of them, with the start of the thread, and the time of processors that the whole takes",
  measures: {
    [NAME]: "ms",
    [`${NAME}_calls`]: "ms",
    [`${NAME}_first`]: "ms",
    [`${NAME}_cpu`]: "ms",
  },
  subjects: [OWN, "synckit"],
  timeLimit: 240,
  async measure(subject, effort) {
    const name = subject as SynckitName;
    const calls: number[] = [];
    const path = installPlugin(name);
    cacheAsTheCommandDoes();
    const usedBefore = process.cpuUsage();
    const begin = performance.now();
    const results = await lint(effort, () => loadPlugin(path, name, calls));
    const whole = performance.now() - begin;
    const used = process.cpuUsage(usedBefore);
    if (calls.length !== results.length) throw new Error("The plugin has not formatted every file");
    if (name === OWN) deepEqual(results, await lintAsBefore(effort));
    const total = calls.reduce((sum, call) => sum + call, 0);
    return {
      [NAME]: [whole],
      [`${NAME}_calls`]: [total],
      [`${NAME}_first`]: [calls[0] ?? Infinity],
      [`${NAME}_cpu`]: [(used.user + used.system) / 1_000],
    };
  },
  verdicts: (answers) =>
    ["", "_calls", "_first", "_cpu"].map((ending) =>
      atMostTimes(answers, NAME + ending, "synckit", 1, OWN)
    ),
};

/** The command of ESLint calls `module.enableCompileCache`, which is for its own thread alone; here a variable has. */
function cacheAsTheCommandDoes(): void {
  delete process.env.NODE_COMPILE_CACHE;
}

function lintAsBefore(effort: Effort): Promise<LintResult[]> {
  return lint(effort, () => loadPlugin(installPlugin("synckit"), "synckit", []));
}

async function lint({ size }: Effort, load: () => unknown): Promise<LintResult[]> {
  const { ESLint } = await loadPeer<ESLintModule>("eslint");
  const parser = await loadPeer<object>("@typescript-eslint/parser");
  const eslint = new ESLint({
    cwd: inRepository(""),
    overrideConfigFile: true,
    overrideConfig: [{
      files: ["**/*.ts"],
      languageOptions: { parser },
      plugins: { prettier: load() },
      rules: { "prettier/prettier": ["error", { printWidth: 100 }] },
    }],
  });
  const results = await eslint.lintFiles([FILES[size(0, 1)] ?? ""]);
  return results.map(({ filePath, messages }) => ({ filePath, messages }));
}
