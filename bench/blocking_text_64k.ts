import { equal } from "node:assert/strict";
import { blockingQuestion } from "./_harness/blocking_question.ts";
import type { Question } from "./_harness/question.ts";
import { atMostBestPeer } from "./_harness/verdict.ts";

const TEXT = "let value = await fetch(url); // 64\n".repeat(2_000).slice(0, 65_536);

/** What does a source file cost, there and back? */
export const question: Question = blockingQuestion({
  name: "blocking_text_64k",
  title: "blocking round trip of a text of 64 K characters",
  subjects: ["sideloop", "synckit", "sync-message-port", "raw port"],
  job: "echo",
  makeValue: () => TEXT,
  check: (result) => equal(result, TEXT),
  verdicts: (answers) => [atMostBestPeer(answers, "blocking_text_64k")],
});
