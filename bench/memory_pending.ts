import { equal } from "node:assert/strict";
import process from "node:process";
import { collectGarbage, heapUsed } from "./_harness/heap.ts";
import type { Question } from "./_harness/question.ts";
import { waitFor } from "./_harness/silence.ts";
import { AWAITED, openSubject } from "./_harness/subjects.ts";
import { atMost } from "./_harness/verdict.ts";

/** How much is held for a call that has not ended? */
export const question: Question = {
  name: "memory_pending",
  title: "per pending call, with 100,000: heap of the caller's thread, and (rss) of the process",
  measures: { memory_pending: "B", memory_pending_rss: "B" },
  subjects: ["sideloop", "raw port"],
  timeLimit: 30,
  async measure(name, effort) {
    const subject = await openSubject(AWAITED, name);
    const count = effort.size(100_000, 20_000);
    await subject.call("echo", 0);
    await collectGarbage();
    const [heap, rss] = [heapUsed(), process.memoryUsage().rss];
    const pending = Array.from({ length: count }, () => subject.call("never", undefined));
    await subject.call("echo", 0); // all have begun
    await collectGarbage();
    const first = await Promise.race([pending[0], waitFor(20).then(() => "pending")]);
    equal(first, "pending");
    return {
      memory_pending: [(heapUsed() - heap) / pending.length],
      memory_pending_rss: [(process.memoryUsage().rss - rss) / pending.length],
    };
  },
  verdicts: (answers) => [
    atMost("B per future", answers.median("memory_pending", "sideloop"), 1_024),
  ],
};
