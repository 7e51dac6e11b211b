/**
 * Asks every question of every subject on every runtime, and prints tables and verdicts.
 *
 * ```sh
 * npm run bench -- --runtime bun --question blocking --subject sideloop --quick
 * npm run --silent bench -- --json > answers.json
 * ```
 *
 * `--runtime`, `--question` and `--subject` may be given more than once; a question may be named by
 * its beginning. Deno, Bun and Node 24 are the default.
 *
 * @module
 */
import { loadavg } from "node:os";
import process from "node:process";
import { parseArgs } from "node:util";
import { endChildrenWithThisProcess } from "../scripts/test_all/child.ts";
import type { Row } from "./_harness/answers.ts";
import { chooseQuestions } from "./_harness/questions.ts";
import { tables, verdictList } from "./_harness/report.ts";
import { askInRounds } from "./_harness/rounds.ts";
import { benchRuntimes } from "./_harness/runtimes.ts";

/** Other work on the machine, in busy cores, from which on the numbers are worth little. */
const BUSY = 0.5;

const ROUNDS = 5;
const QUICK_ROUNDS = 3;

await main();

async function main(): Promise<void> {
  endChildrenWithThisProcess();
  const { values } = parseArgs({
    options: {
      runtime: { type: "string", multiple: true, default: [] },
      question: { type: "string", multiple: true, default: [] },
      subject: { type: "string", multiple: true, default: [] },
      quick: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  const { quick, json, subject: subjects } = values;
  const questions = chooseQuestions(values.question, subjects);
  const runtimes = await benchRuntimes(values.runtime);
  const names = runtimes.map(({ name }) => name);
  const rows: Row[] = [];
  warnIfBusy();
  for (const question of questions) {
    const rounds = quick ? QUICK_ROUNDS : ROUNDS;
    console.error(`${Math.round(process.uptime())} s  ${question.name}...`);
    const own = await askInRounds(question, { runtimes, subjects, rounds, quick });
    rows.push(...own);
    if (!json) console.log(`\n${tables(question, own, names)}\n`);
  }
  console.log(json ? JSON.stringify(rows, null, 2) : `\n${verdictList(questions, rows, names)}`);
}

/** Two threads that must share a core for a moment take a hundred times as long, or half as long. */
function warnIfBusy(): void {
  const [load = 0] = loadavg();
  if (load < BUSY) return;
  console.error(
    `This machine has ${load} busy cores of other work: measure again when it is quiet`,
  );
}
