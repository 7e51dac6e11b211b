import { equal } from "node:assert/strict";
import type { Question } from "./_harness/question.ts";
import { sampleAwaited } from "./_harness/sampling.ts";
import { AWAITED, openSubject } from "./_harness/subjects.ts";
import { atMostTimes } from "./_harness/verdict.ts";

/** What does it cost to ask another thread and await? */
export const question: Question = {
  name: "awaited_int",
  title: "awaited round trip of an integer, one at a time",
  measures: { awaited_int: "us" },
  subjects: ["sideloop", "piscina", "tinypool", "comlink", "workerpool", "raw port"],
  async measure(name, { budget }) {
    const subject = await openSubject(AWAITED, name);
    equal(await subject.call("echo", 42), 42);
    const samples = await sampleAwaited(() => subject.call("echo", 42), { budget });
    return { awaited_int: samples.map((milliseconds) => milliseconds * 1_000) };
  },
  verdicts: (answers) => [atMostTimes(answers, "awaited_int", "raw port", 1)],
};
