import { equal } from "node:assert/strict";
import { blockingQuestion } from "./_harness/blocking_question.ts";
import type { Question } from "./_harness/question.ts";

/** What does debug mode cost where it is on? Off, a call is what `blocking_int` says. */
export const question: Question = blockingQuestion({
  name: "debug_mode",
  title: "blocking round trip of an integer, without and with debug mode",
  subjects: ["sideloop", "debug mode"],
  job: "echo",
  makeValue: () => 42,
  check: (result) => equal(result, 42),
  verdicts: () => [],
});
