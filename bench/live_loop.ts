import { Visitor } from "./_harness/http_visitor.ts";
import type { Ticks } from "./jobs.ts";
import type { Effort, Question, Samples } from "./_harness/question.ts";
import type { Subject } from "./_harness/subject.ts";
import { AWAITED, BLOCKING, openSubject } from "./_harness/subjects.ts";
import { atLeast, LIBRARY } from "./_harness/verdict.ts";

/** Milliseconds between ticks. */
const INTERVAL = 10;

/** Awaited calls made at a time. */
const BATCH = 1_000;

/** Milliseconds under load: a fast subject gets more calls, a slow one fewer. */
const SHORTEST = 400;
const LONGEST = 1_500;
const LONGEST_WHEN_QUICK = 500;

/** Is the other thread a real event loop while it is flooded with calls? */
export const question: Question = {
  name: "live_loop",
  title: "while calls flood in: percent of the ticks of a 10 ms interval that are kept, and " +
    "latency of an HTTP server in the same event loop",
  measures: {
    live_loop_awaited: "% kept",
    live_loop_awaited_http: "ms",
    live_loop_awaited_http_max: "ms",
    live_loop_blocking: "% kept",
    live_loop_blocking_http: "ms",
    live_loop_blocking_http_max: "ms",
  },
  subjects: ["sideloop", "raw port"],
  timeLimit: 20,
  async measure(name, effort) {
    return {
      ...await underLoad(
        "live_loop_awaited",
        await openSubject(AWAITED, name),
        (subject) => callInBatches(subject, effort),
      ),
      ...await underLoad(
        "live_loop_blocking",
        await openSubject(BLOCKING, name),
        (subject) => callOneByOne(subject, effort),
      ),
    };
  },
  verdicts: (answers) => [
    atLeast("% of ticks kept, awaited", answers.median("live_loop_awaited", LIBRARY), 90),
    atLeast("% of ticks kept, blocking", answers.median("live_loop_blocking", LIBRARY), 90),
  ],
};

/** Watches the timer and the server of a subject's event loop during a flood of calls. */
async function underLoad(
  measure: string,
  subject: Subject,
  flood: (subject: Subject) => unknown,
): Promise<Samples> {
  const visitor = await Visitor.start(await subject.call("startServer", undefined) as number);
  await subject.call("startTicker", INTERVAL);
  visitor.begin();
  await flood(subject);
  const { count, elapsed } = await subject.call("stopTicker", undefined) as Ticks;
  const latencies = await visitor.end();
  await subject.close();
  return {
    [measure]: [count / (elapsed / INTERVAL) * 100],
    [`${measure}_http`]: latencies,
    [`${measure}_http_max`]: [Math.max(...latencies)],
  };
}

async function callInBatches(subject: Subject, effort: Effort): Promise<void> {
  const isOver = afterCalls(1_000_000, effort);
  for (let made = 0; !isOver(made); made += BATCH) {
    await Promise.all(Array.from({ length: BATCH }, () => subject.call("awaitOnce", 42)));
  }
}

function callOneByOne(subject: Subject, effort: Effort): void {
  const isOver = afterCalls(100_000, effort);
  for (let made = 0; !isOver(made); made++) subject.call("awaitOnce", 42);
}

/** Says when there were enough calls: the clock has a say at both ends. */
function afterCalls(calls: number, { size }: Effort): (made: number) => boolean {
  const longest = size(LONGEST, LONGEST_WHEN_QUICK);
  const begin = performance.now();
  return (made) => {
    const elapsed = performance.now() - begin;
    return elapsed > longest || (made >= calls && elapsed > SHORTEST);
  };
}
