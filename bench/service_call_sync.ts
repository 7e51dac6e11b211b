import { equal } from "node:assert/strict";
import { blockingQuestion } from "./_harness/blocking_question.ts";
import type { Question } from "./_harness/question.ts";
import { atMostTimes } from "./_harness/verdict.ts";

/** What does it cost to call a method of an object in another thread and block? */
export const question: Question = blockingQuestion({
  name: "service_call_sync",
  title: "blocking round trip of an integer through a method of a service, back to back",
  subjects: ["service", "sideloop", "synckit", "sync-message-port"],
  job: "echo",
  makeValue: () => 42,
  check: (result) => equal(result, 42),
  verdicts: (answers) => [
    atMostTimes(answers, "service_call_sync", "synckit", 1 / 20, "service"),
  ],
});
