import { equal } from "node:assert/strict";
import { blockingQuestion } from "./_harness/blocking_question.ts";
import type { Question } from "./_harness/question.ts";
import { atMostTimes } from "./_harness/verdict.ts";

/** What does it cost at least to ask another thread and block? */
export const question: Question = blockingQuestion({
  name: "blocking_int",
  title: "blocking round trip of an integer, back to back",
  subjects: ["sideloop", "synckit", "sync-message-port", "raw port", "shared words"],
  job: "echo",
  makeValue: () => 42,
  check: (result) => equal(result, 42),
  verdicts: (answers) => [
    atMostTimes(answers, "blocking_int", "synckit", 1 / 20),
    atMostTimes(answers, "blocking_int", "shared words", 5),
  ],
});
