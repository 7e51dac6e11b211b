import { equal } from "node:assert/strict";
import type { Question } from "./_harness/question.ts";
import { sampleAwaited } from "./_harness/sampling.ts";
import { openSubject, POOLS } from "./_harness/subjects.ts";
import { atMostTimes } from "./_harness/verdict.ts";

/** What does it cost to have a thread of a pool do something, and await it? */
export const question: Question = {
  name: "pool_int",
  title: "awaited round trip of an integer through a pool of one thread, one at a time",
  measures: { pool_int: "us" },
  subjects: ["sideloop", "piscina", "tinypool", "workerpool"],
  async measure(name, { budget }) {
    const subject = await openSubject(POOLS, name);
    equal(await subject.call("echo", 42), 42);
    const samples = await sampleAwaited(() => subject.call("echo", 42), { budget });
    await subject.close();
    return { pool_int: samples.map((milliseconds) => milliseconds * 1_000) };
  },
  verdicts: (answers) => [atMostTimes(answers, "pool_int", "tinypool", 1)],
};
