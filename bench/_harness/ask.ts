import process from "node:process";
import { type ChildResult, hangsAfter, runChild } from "../../scripts/test_all/child.ts";
import { inRepository } from "../../scripts/test_all/repository.ts";
import { ANSWER_MARK, type ChildAnswer } from "./child_answer.ts";
import type { Question } from "./question.ts";
import type { BenchRuntime } from "./runtimes.ts";

/** What came of a process. */
export type Reply = { readonly answer: ChildAnswer } | { readonly failure: string };

const DEFAULT_TIME_LIMIT = 10;

/**
 * Asks one question of one subject in a process of its own.
 *
 * @returns The answer, or why there is none.
 */
export async function ask(
  runtime: BenchRuntime,
  question: Question,
  subject: string,
  quick: boolean,
): Promise<Reply> {
  const { name } = question;
  const timeLimit = (question.timeLimit ?? DEFAULT_TIME_LIMIT) / (quick ? 2 : 1);
  const program = inRepository("bench/_harness/child.ts");
  const args = [...runtime.flags, program, name, subject, quick ? "quick" : "full"];
  const child = await runChild(runtime.executable, args, {
    env: { ...process.env, ...runtime.env },
    hangs: hangsAfter(timeLimit * 1_000, `no answer in ${timeLimit} s`),
  });
  const line = child.output.split("\n").find((line) => line.startsWith(ANSWER_MARK));
  if (line === undefined) return { failure: failureOf(child) };
  return { answer: JSON.parse(line.slice(ANSWER_MARK.length)) as ChildAnswer };
}

/** The message of the error that ended the child, if it can be told from the rest. */
function failureOf({ code, killed, output }: ChildResult): string {
  const lines = output.split("\n").map((line) => line.trim());
  const message = lines.find((line) => /\w*error\b[^:]*: ./i.test(line));
  return [killed ?? `it ended with ${code}`, message].filter(Boolean).join(", ");
}
