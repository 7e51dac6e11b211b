import process from "node:process";
import type { Question } from "./_harness/question.ts";
import { atMost, LIBRARY } from "./_harness/verdict.ts";

/** Milliseconds. */
const SOON = 250;

/** How long does a thread that blocks wait for a loop that has died? */
export const question: Question = {
  name: "death",
  title:
    "from the death of a loop to the error of who is blocked on it without a time limit: process.exit, " +
    "terminate() by a third thread, and what runs no code that could tell (vanished; Node only)",
  measures: { death: "ms", death_terminated: "ms", death_vanished: "ms" },
  subjects: [LIBRARY],
  timeLimit: 40,
  async measure(_name, effort) {
    const { timeOfExit, timeOfTermination, timeOfVanishing } = await import("./library/deaths.ts");
    const times = effort.size(20, 5);
    const { deno, bun } = process.versions;
    const isNode = deno === undefined && bun === undefined;
    return {
      death: await repeat(times, timeOfExit),
      death_terminated: await repeat(times, timeOfTermination),
      ...(isNode && { death_vanished: await repeat(times, timeOfVanishing) }),
    };
  },
  verdicts: (answers) => [
    atMost("ms after process.exit", answers.median("death", LIBRARY), SOON),
    atMost("ms after terminate()", answers.median("death_terminated", LIBRARY), SOON),
    atMost("ms after vanishing", answers.median("death_vanished", LIBRARY), SOON),
  ],
};

async function repeat(times: number, measure: () => Promise<number>): Promise<number[]> {
  const samples: number[] = [];
  for (let time = 0; time < times; time++) samples.push(await measure());
  return samples;
}
