import type { Question } from "./_harness/question.ts";
import type { Subject } from "./_harness/subject.ts";
import { openSubject, THREADS } from "./_harness/subjects.ts";
import { atLeast, LIBRARY } from "./_harness/verdict.ts";

const WARM_UP = 3_000_000;

/** Do two loops use two cores? */
export const question: Question = {
  name: "cpu_two_loops",
  title: "two CPU-bound calls on two threads: how many times faster than both on one",
  measures: { cpu_two_loops: "x" },
  subjects: ["sideloop", "bare Worker"],
  async measure(name, effort) {
    const one = await openSubject(THREADS, name);
    const two = await openSubject(THREADS, name);
    const iterations = effort.size(200_000_000, 60_000_000);
    await Promise.all([one.call("spin", WARM_UP), two.call("spin", WARM_UP)]);
    const together = await timeBoth(one, one, iterations);
    const apart = await timeBoth(one, two, iterations);
    return { cpu_two_loops: [together / apart] };
  },
  verdicts: (answers) => [
    atLeast("times faster", answers.median("cpu_two_loops", LIBRARY), 1.8),
  ],
};

/** In milliseconds. */
async function timeBoth(first: Subject, second: Subject, iterations: number): Promise<number> {
  const begin = performance.now();
  await Promise.all([first.call("spin", iterations), second.call("spin", iterations)]);
  return performance.now() - begin;
}
