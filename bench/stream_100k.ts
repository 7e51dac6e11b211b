import { equal } from "node:assert/strict";
import type { Question } from "./_harness/question.ts";
import type { Budget } from "./_harness/sampling.ts";
import type { StreamSubject } from "./_harness/stream_subject.ts";
import { openSubject, STREAMS } from "./_harness/subjects.ts";
import { atMostTimes } from "./_harness/verdict.ts";

/** How much shorter the stream is that warms everything up. */
const WARM_UP = 5;

/** What does an item cost that an async generator in another thread gives? */
export const question: Question = {
  name: "stream_100k",
  title: "an item of an async generator that gives 100,000 small ones (quick: 20,000), awaited; " +
    "the same blocking",
  measures: { stream_100k: "us", stream_100k_blocking: "us" },
  subjects: ["sideloop", "raw port", "raw port, no window", "same thread"],
  timeLimit: 40,
  async measure(name, { budget, size }) {
    const subject = await openSubject(STREAMS, name);
    const count = size(100_000, 20_000);
    const stream_100k = await sampleStreams((n) => drain(subject, n), count, budget);
    if (subject.blocking === undefined) return { stream_100k };
    const stream_100k_blocking = await sampleStreams((n) => drainSync(subject, n), count, budget);
    return { stream_100k, stream_100k_blocking };
  },
  verdicts: (answers) => [
    atMostTimes(answers, "stream_100k", "raw port", 1),
    atMostTimes(answers, "stream_100k_blocking", "raw port", 1),
  ],
};

/** Streams until the time is up, once at least; gives the microseconds per item of each. */
async function sampleStreams(
  stream: (count: number) => void | Promise<void>,
  count: number,
  { measure }: Budget,
): Promise<number[]> {
  await stream(count / WARM_UP);
  const samples: number[] = [];
  const end = performance.now() + measure;
  do {
    const begin = performance.now();
    await stream(count);
    samples.push((performance.now() - begin) * 1_000 / count);
  } while (performance.now() < end);
  return samples;
}

async function drain(subject: StreamSubject, count: number): Promise<void> {
  let next = 0;
  for await (const item of await subject.awaited(count)) equal(item, next++);
  equal(next, count);
}

function drainSync(subject: StreamSubject, count: number): void {
  let next = 0;
  for (const item of subject.blocking?.(count) ?? []) equal(item, next++);
  equal(next, count);
}
