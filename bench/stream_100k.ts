import { equal } from "node:assert/strict";
import type { Question } from "./_harness/question.ts";
import type { Budget } from "./_harness/sampling.ts";
import type { StreamSubject } from "./_harness/stream_subject.ts";
import { openSubject, STREAMS } from "./_harness/subjects.ts";
import { atMostTimes } from "./_harness/verdict.ts";

/** Streams that do not count. The engines need some 200,000 items until all is compiled. */
const FEWEST_WARM_UP_STREAMS = 3;
/** There are so many samples, however slow the streams. */
const FEWEST_SAMPLES = 2;

/** What does an item cost that an async generator in another thread gives? */
export const question: Question = {
  name: "stream_100k",
  title: "an item of an async generator that gives 100,000 small ones (quick: 50,000), awaited; " +
    "the same blocking",
  measures: { stream_100k: "us", stream_100k_blocking: "us" },
  subjects: ["sideloop", "raw port", "raw port, no window", "same thread"],
  timeLimit: 40,
  async measure(name, { budget, size }) {
    const subject = await openSubject(STREAMS, name);
    const count = size(100_000, 50_000);
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

/** Gives the microseconds per item of each stream. */
async function sampleStreams(
  stream: (count: number) => void | Promise<void>,
  count: number,
  { warmUp, measure }: Budget,
): Promise<number[]> {
  const time = async () => {
    const begin = performance.now();
    await stream(count);
    return (performance.now() - begin) * 1_000 / count;
  };
  await repeat(time, warmUp, FEWEST_WARM_UP_STREAMS);
  return await repeat(time, measure, FEWEST_SAMPLES);
}

/** Does something until the time is up, and often enough. */
async function repeat<T>(
  act: () => Promise<T>,
  milliseconds: number,
  fewest: number,
): Promise<T[]> {
  const results: T[] = [];
  const end = performance.now() + milliseconds;
  while (performance.now() < end || results.length < fewest) results.push(await act());
  return results;
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
