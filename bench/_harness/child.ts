/**
 * One process of a benchmark: asks one question of one subject, and prints one line of JSON.
 *
 * ```sh
 * node bench/_harness/child.ts blocking_int sideloop quick
 * ```
 *
 * @module
 */
import { writeSync } from "node:fs";
import process from "node:process";
import type { Effort, Question } from "./question.ts";
import { ANSWER_MARK, type ChildAnswer } from "./child_answer.ts";
import { summarise } from "./statistics.ts";
import { moreIsBetter } from "./units.ts";

const FULL: Effort = { budget: { warmUp: 400, measure: 250 }, size: (full) => full };
const QUICK: Effort = { budget: { warmUp: 200, measure: 80 }, size: (_, quick) => quick };

const [name = "", subject = "", effort] = process.argv.slice(2);
await main(name, subject, effort === "quick" ? QUICK : FULL);

async function main(name: string, subject: string, effort: Effort): Promise<void> {
  const { question } = await import(`../${name}.ts`) as { readonly question: Question };
  const samples = await question.measure(subject, effort);
  const answer: ChildAnswer = Object.fromEntries(
    Object.entries(question.measures)
      .filter(([measure]) => samples[measure] !== undefined)
      .map(([measure, unit]) => [measure, summarise(samples[measure] ?? [], moreIsBetter(unit))]),
  );
  writeSync(1, `\n${ANSWER_MARK}${JSON.stringify(answer)}\n`);
  process.exit(0);
}
