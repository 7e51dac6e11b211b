import process from "node:process";
import type { Question } from "./_harness/question.ts";
import { waitFor } from "./_harness/silence.ts";
import { AWAITED, openSubject } from "./_harness/subjects.ts";
import { atMost, LIBRARY } from "./_harness/verdict.ts";

const LOOPS = 8;
const CALLS_PER_LOOP = 2_000;

/** Does a loop with nothing to do use the processor? */
export const question: Question = {
  name: "idle",
  title: `share of one core used by a process with ${LOOPS} threads that have nothing to do: ` +
    "from 100 ms after a burst of calls on, and in those 100 ms (after_burst)",
  measures: { idle: "%", idle_after_burst: "%" },
  subjects: ["sideloop", "raw port"],
  async measure(name, effort) {
    const threads = await Promise.all(
      Array.from({ length: LOOPS }, () => openSubject(AWAITED, name)),
    );
    const calls = threads.flatMap((thread) =>
      Array.from({ length: CALLS_PER_LOOP }, () => thread.call("echo", 42))
    );
    await Promise.all(calls);
    const idle_after_burst = [await shareUsedIn(100)];
    return { idle: [await shareUsedIn(effort.size(2_000, 600))], idle_after_burst };
  },
  verdicts: (answers) => [atMost("% of a core", answers.median("idle", LIBRARY), 0.5)],
};

/** Percent of a core that the whole process uses in so many milliseconds. */
async function shareUsedIn(milliseconds: number): Promise<number> {
  const [begin, before] = [performance.now(), process.cpuUsage()];
  await waitFor(milliseconds);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / (performance.now() - begin) * 100;
}
