import { equal } from "node:assert/strict";
import { blockingQuestion } from "./_harness/blocking_question.ts";
import type { Question } from "./_harness/question.ts";
import { atMostBestPeer } from "./_harness/verdict.ts";

const SIZE = 1_048_576;

/** What does a copy of a large buffer cost? */
export const question: Question = blockingQuestion({
  name: "blocking_bytes_1m_copied",
  title: "blocking call with 1 MB of bytes, copied; the result is their number",
  subjects: ["sideloop", "synckit", "sync-message-port", "raw port"],
  job: "byteLength",
  makeValue: () => new Uint8Array(SIZE).fill(7),
  check: (result) => equal(result, SIZE),
  verdicts: (answers) => [atMostBestPeer(answers, "blocking_bytes_1m_copied")],
});
