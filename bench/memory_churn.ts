import process from "node:process";
import { collectGarbage, heapUsed, MEGABYTE } from "./_harness/heap.ts";
import type { Question } from "./_harness/question.ts";
import type { Subject } from "./_harness/subject.ts";
import { loadSubject, STOPPING } from "./_harness/subjects.ts";
import { atMost, LIBRARY } from "./_harness/verdict.ts";

/** After so many cycles a runtime has the memory that it keeps for the next thread. */
const WARM_UP = 400;
const PER = 1_000;

/** Does a program that starts and stops loops all day grow? */
export const question: Question = {
  name: "memory_churn",
  title:
    `growth per ${PER} cycles of start, one call and stop, from the 400th of 2,000 cycles on: ` +
    "resident memory of the process, and (heap) of the thread that makes them",
  measures: { memory_churn: "MB", memory_churn_heap: "MB", memory_churn_resident: "MB" },
  subjects: ["sideloop", "bare Worker"],
  timeLimit: 400,
  rounds: 1,
  async measure(name, effort) {
    const open = await loadSubject(STOPPING, name);
    const cycles = effort.size(2_000, 600) - WARM_UP;
    await repeat(WARM_UP, open);
    const before = await memory();
    await repeat(cycles, open);
    const after = await memory();
    const growth = (kind: keyof typeof before) =>
      (after[kind] - before[kind]) / MEGABYTE / cycles * PER;
    return {
      memory_churn: [growth("rss")],
      memory_churn_heap: [growth("heap")],
      memory_churn_resident: [after.rss / MEGABYTE],
    };
  },
  verdicts(answers) {
    const heap = answers.median("memory_churn_heap", LIBRARY);
    const loop = answers.median("memory_churn", LIBRARY);
    const worker = answers.median("memory_churn", "bare Worker");
    const more = loop === undefined || worker === undefined ? undefined : loop - worker;
    return [
      atMost(`MB of heap per ${PER} cycles`, heap, 1.5),
      atMost(`MB per ${PER} cycles above a bare Worker`, more, 5),
    ];
  },
};

async function repeat(cycles: number, open: () => Subject | Promise<Subject>): Promise<void> {
  for (let cycle = 0; cycle < cycles; cycle++) {
    const subject = await open();
    await subject.call("echo", 0);
    await subject.close();
  }
}

async function memory(): Promise<{ readonly rss: number; readonly heap: number }> {
  await collectGarbage();
  return { rss: process.memoryUsage().rss, heap: heapUsed() };
}
