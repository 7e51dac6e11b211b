import process from "node:process";
import { collectGarbage, MEGABYTE } from "./_harness/heap.ts";
import type { Question } from "./_harness/question.ts";
import { waitFor } from "./_harness/silence.ts";
import { loadSubject, THREADS } from "./_harness/subjects.ts";
import { atMost, LIBRARY } from "./_harness/verdict.ts";

const LOOPS = 8;

/** How much more than a Worker is an idle loop? */
export const question: Question = {
  name: "memory_loops",
  title: `resident memory per idle thread, of ${LOOPS} that have answered once`,
  measures: { memory_loops: "MB" },
  subjects: ["sideloop", "bare Worker"],
  async measure(name) {
    const open = await loadSubject(THREADS, name);
    await collectGarbage();
    const before = process.memoryUsage().rss;
    for (let i = 0; i < LOOPS; i++) await (await open()).call("echo", 0);
    await waitFor(100);
    await collectGarbage();
    return { memory_loops: [(process.memoryUsage().rss - before) / LOOPS / MEGABYTE] };
  },
  verdicts(answers) {
    const loop = answers.median("memory_loops", LIBRARY);
    const worker = answers.median("memory_loops", "bare Worker");
    const more = loop === undefined || worker === undefined ? undefined : loop - worker;
    return [atMost("MB per loop above a bare Worker", more, 1)];
  },
};
