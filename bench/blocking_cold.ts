import { equal } from "node:assert/strict";
import { blockingQuestion } from "./_harness/blocking_question.ts";
import type { Question } from "./_harness/question.ts";
import { blockFor } from "./_harness/silence.ts";
import { atMostBestPeer } from "./_harness/verdict.ts";

/** Milliseconds in which nobody calls: whoever spins or polls has stopped by then. */
const SILENCE = 5;

/** What does a call cost when nobody waits for it? */
export const question: Question = blockingQuestion({
  name: "blocking_cold",
  title: `blocking round trip of an integer after ${SILENCE} ms of silence`,
  subjects: ["sideloop", "synckit", "sync-message-port", "raw port", "shared words"],
  job: "echo",
  makeValue: () => 42,
  prepare: () => blockFor(SILENCE),
  budgetTimes: 2,
  check: (result) => equal(result, 42),
  verdicts: (answers) => [atMostBestPeer(answers, "blocking_cold")],
});
