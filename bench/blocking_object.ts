import { deepEqual } from "node:assert/strict";
import { blockingQuestion } from "./_harness/blocking_question.ts";
import type { Question } from "./_harness/question.ts";
import { atMostTimes } from "./_harness/verdict.ts";

/** What does a plain object add? */
export const question: Question = blockingQuestion({
  name: "blocking_object",
  title: "blocking round trip of a plain object, 1 KB as JSON",
  subjects: ["sideloop", "synckit", "sync-message-port", "raw port"],
  job: "echo",
  makeValue: makeObject,
  check: (result) => deepEqual(result, makeObject()),
  verdicts: (answers) => [atMostTimes(answers, "blocking_object", "synckit", 1 / 8)],
});

/** Like a message of a linter: numbers, texts, nesting. */
function makeObject(): object {
  return {
    file: "src/host/run_coroutine_threadsafe.ts",
    version: 7,
    clean: false,
    score: 0.875,
    messages: Array.from({ length: 8 }, (_, line) => ({
      ruleId: "no-unused-variables",
      severity: 2,
      line,
      column: 17,
      text: `'value${line}' is assigned a value but never used`,
    })),
  };
}
