import { equal } from "node:assert/strict";
import type { Question } from "./_harness/question.ts";
import { sampleBlocking } from "./_harness/sampling.ts";
import { blockFor } from "./_harness/silence.ts";
import { DROP_INS, loadSubject } from "./_harness/subjects.ts";
import { atMostTimes } from "./_harness/verdict.ts";

const NAME = "synckit_drop_in";
const OWN = "sideloop/synckit";

/** The arguments, which are the results, by the endings of the measures. */
const VALUES: Readonly<Record<string, unknown>> = {
  "": 42,
  "_1k": "a".repeat(1_000),
  "_100k": "a".repeat(100_000),
};

/** Milliseconds in which nobody calls, as between two files that are formatted. */
const SILENCE = 5;

/** What does it give a plugin to import `createSyncFn` from here? */
export const question: Question = {
  name: NAME,
  title:
    "a worker file as a blocking function: calls with an integer, with 1 KB and 100 KB of text, with an integer after 5 ms of silence, and the import with the first call",
  measures: {
    [NAME]: "us",
    [`${NAME}_1k`]: "us",
    [`${NAME}_100k`]: "us",
    [`${NAME}_cold`]: "us",
    [`${NAME}_first`]: "ms",
  },
  subjects: [OWN, "synckit"],
  timeLimit: 20,
  async measure(subjectName, { budget }) {
    const open = await loadSubject(DROP_INS, subjectName);
    const begin = performance.now();
    const subject = await open();
    equal(subject.call("echo", 42), 42);
    const samples: Record<string, number[]> = { [`${NAME}_first`]: [performance.now() - begin] };
    const sample = (value: unknown, prepare?: () => void) =>
      sampleBlocking(() => subject.call("echo", value), { budget, ...(prepare && { prepare }) })
        .map((milliseconds) => milliseconds * 1_000);
    for (const [ending, value] of Object.entries(VALUES)) {
      samples[NAME + ending] = sample(value);
      equal(subject.call("echo", value), value);
    }
    samples[`${NAME}_cold`] = sample(42, () => blockFor(SILENCE));
    await subject.close();
    return samples;
  },
  verdicts: (answers) => [
    atMostTimes(answers, NAME, "synckit", 1 / 20, OWN),
    ...["_1k", "_100k", "_cold", "_first"].map((ending) =>
      atMostTimes(answers, NAME + ending, "synckit", 1, OWN)
    ),
  ],
};
