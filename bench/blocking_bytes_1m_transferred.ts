import { equal } from "node:assert/strict";
import type { Effort, Question, Samples } from "./_harness/question.ts";
import { sampleBlocking } from "./_harness/sampling.ts";
import type { Subject } from "./_harness/subject.ts";
import { BLOCKING, openSubject } from "./_harness/subjects.ts";
import { atMostTimesOf } from "./_harness/verdict.ts";

const SIZES: Readonly<Record<string, number>> = {
  blocking_bytes_1m_transferred: 1_048_576,
  blocking_bytes_64k_transferred: 65_536,
  blocking_bytes_8m_transferred: 8_388_608,
};

/** Is a buffer that moves free of charge, whatever its size? */
export const question: Question = {
  name: "blocking_bytes_1m_transferred",
  title: "blocking call with a buffer that moves to the other thread; the result is its size",
  measures: {
    blocking_bytes_1m_transferred: "us",
    blocking_bytes_64k_transferred: "us",
    blocking_bytes_8m_transferred: "us",
  },
  subjects: ["sideloop", "synckit", "sync-message-port", "raw port"],
  timeLimit: 40, // where transferring is copying in disguise, 8 MB take seconds
  async measure(name, effort) {
    const subject = await openSubject(BLOCKING, name);
    const samples: Samples = Object.fromEntries(
      Object.entries(SIZES).map(([measure, size]) => [measure, measureSize(subject, size, effort)]),
    );
    await subject.close();
    return samples;
  },
  verdicts: (answers) => [
    atMostTimesOf(answers, "blocking_bytes_8m_transferred", "blocking_bytes_64k_transferred", 1.5),
  ],
};

function measureSize(subject: Subject, size: number, { budget }: Effort): number[] {
  let buffer = new ArrayBuffer(size);
  equal(subject.call("byteLength", buffer, [buffer]), size);
  equal(buffer.byteLength, 0);
  return sampleBlocking(() => subject.call("byteLength", buffer, [buffer]), {
    budget,
    prepare: () => buffer = new ArrayBuffer(size),
  }).map((milliseconds) => milliseconds * 1_000);
}
