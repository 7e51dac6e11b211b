import { deepEqual } from "node:assert/strict";
import { inRepository } from "../scripts/test_all/repository.ts";
import type { Effort, Question } from "./_harness/question.ts";
import { atMostTimes } from "./_harness/verdict.ts";
import { loadPeer } from "./peers/load_peer.ts";
import { loadPlugin, type SynckitName } from "./peers/prettier_plugin.ts";

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
    "eslint-plugin-prettier over the sources of this repository: the whole of it, the calls that format, and the first of them, with the start of the thread",
  measures: { [NAME]: "ms", [`${NAME}_calls`]: "ms", [`${NAME}_first`]: "ms" },
  subjects: [OWN, "synckit"],
  timeLimit: 240,
  async measure(subject, effort) {
    const calls: number[] = [];
    const begin = performance.now();
    const results = await lint(subject as SynckitName, effort, calls);
    const whole = performance.now() - begin;
    if (calls.length !== results.length) throw new Error("The plugin has not formatted every file");
    if (subject === OWN) deepEqual(results, await lint("synckit", effort, []));
    const total = calls.reduce((sum, call) => sum + call, 0);
    return {
      [NAME]: [whole],
      [`${NAME}_calls`]: [total],
      [`${NAME}_first`]: [calls[0] ?? Infinity],
    };
  },
  verdicts: (answers) =>
    ["", "_calls", "_first"].map((ending) =>
      atMostTimes(answers, NAME + ending, "synckit", 1, OWN)
    ),
};

async function lint(name: SynckitName, { size }: Effort, calls: number[]): Promise<LintResult[]> {
  const { ESLint } = await loadPeer<ESLintModule>("eslint");
  const parser = await loadPeer<object>("@typescript-eslint/parser");
  const eslint = new ESLint({
    cwd: inRepository(""),
    overrideConfigFile: true,
    overrideConfig: [{
      files: ["**/*.ts"],
      languageOptions: { parser },
      plugins: { prettier: loadPlugin(name, calls) },
      rules: { "prettier/prettier": ["error", { printWidth: 100 }] },
    }],
  });
  const results = await eslint.lintFiles([FILES[size(0, 1)] ?? ""]);
  return results.map(({ filePath, messages }) => ({ filePath, messages }));
}
