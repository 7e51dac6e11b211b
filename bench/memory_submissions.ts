import { collectGarbage, heapUsed, MEGABYTE } from "./_harness/heap.ts";
import type { Question } from "./_harness/question.ts";
import { AWAITED, openSubject } from "./_harness/subjects.ts";
import { within } from "./_harness/verdict.ts";

const BATCH = 1_000;

/** Milliseconds after which a slow subject has submitted enough. */
const LONGEST = 6_000;

/** Does a million submissions leave anything behind? */
export const question: Question = {
  name: "memory_submissions",
  title: "heap after a million calls minus heap before (fewer where they take more than 6 s)",
  measures: { memory_submissions: "MB", memory_submissions_made: "calls" },
  subjects: ["sideloop"],
  timeLimit: 30,
  async measure(name, effort) {
    const subject = await openSubject(AWAITED, name);
    const call = () => subject.call("echo", 42);
    await callInBatches(call, BATCH * 10);
    await collectGarbage();
    const before = heapUsed();
    const made = await callInBatches(call, effort.size(1_000_000, 50_000));
    await collectGarbage();
    return {
      memory_submissions: [(heapUsed() - before) / MEGABYTE],
      memory_submissions_made: [made],
    };
  },
  verdicts: (answers) => [
    within("MB left behind", answers.median("memory_submissions", "sideloop"), -5, 5),
  ],
};

/** Returns how many calls it has made. */
async function callInBatches(call: () => unknown, calls: number): Promise<number> {
  const end = performance.now() + LONGEST;
  let made = 0;
  for (; made < calls && performance.now() < end; made += BATCH) {
    await Promise.all(Array.from({ length: BATCH }, call));
  }
  return made;
}
