import { equal } from "node:assert/strict";
import { type Future, MultiLoopManager, runCoroutineThreadsafe } from "sideloop";
import type { Question } from "./_harness/question.ts";
import { workOf } from "./library/work.ts";
import { atMost, LIBRARY } from "./_harness/verdict.ts";

const LOOPS = 2;
/** Few enough for the loops to keep up, and enough for the clock. */
const BATCH = 100;
/** How many times as long as usual to measure: most of the time nothing is timed. */
const BUDGET_TIMES = 4;

type Submit = (value: number) => Future<unknown>;

/** What does it cost to have a manager choose the loop? */
export const question: Question = {
  name: "round_robin",
  title: `a submission in turn to ${LOOPS} loops, in the submitting thread alone: what a manager ` +
    "takes longer than the same loops in an array; with the manager, with the array, to one loop",
  measures: {
    round_robin: "us",
    round_robin_manager: "us",
    round_robin_array: "us",
    round_robin_one_loop: "us",
  },
  subjects: ["sideloop"],
  async measure(_name, { budget: { warmUp, measure } }) {
    const manager = new MultiLoopManager({ numLoops: LOOPS }).start();
    const ways = waysOf(manager);
    await samplePairs(ways, warmUp);
    const samples = await samplePairs(ways, measure * BUDGET_TIMES);
    await manager.stop();
    return samples;
  },
  verdicts: (answers) => [
    atMost("us more than loops in an array", answers.median("round_robin", LIBRARY), 0.5),
  ],
};

/** The ways to the same loops. */
function waysOf(manager: MultiLoopManager) {
  const echo = workOf("echo");
  const { loops } = manager;
  const [one] = loops;
  if (one === undefined) throw new Error("Cannot submit: the manager has no loops");
  let turn = 0;
  return {
    manager: (value) => manager.submit(echo(value)),
    array: (value) => runCoroutineThreadsafe(echo(value), loops[turn++ % LOOPS] ?? one),
    one: (value) => runCoroutineThreadsafe(echo(value), one),
  } satisfies Record<string, Submit>;
}

/** Takes batches of all ways in turn, each time in another order, so that all find the loops alike. */
async function samplePairs(ways: ReturnType<typeof waysOf>, milliseconds: number) {
  const samples = {
    round_robin: [] as number[],
    round_robin_manager: [] as number[],
    round_robin_array: [] as number[],
    round_robin_one_loop: [] as number[],
  };
  const end = performance.now() + milliseconds;
  for (let round = 0; performance.now() < end; round++) {
    const took = { manager: 0, array: 0, one: 0 };
    const names = Object.keys(took) as (keyof typeof took)[];
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      took[name] = await timeBatch(ways[name]);
    }
    samples.round_robin.push(took.manager - took.array);
    samples.round_robin_manager.push(took.manager);
    samples.round_robin_array.push(took.array);
    samples.round_robin_one_loop.push(took.one);
  }
  return samples;
}

/** The microseconds that a submission takes. The results are awaited, untimed. */
async function timeBatch(submit: Submit): Promise<number> {
  const futures: Future<unknown>[] = [];
  const begin = performance.now();
  for (let i = 0; i < BATCH; i++) futures.push(submit(i));
  const took = performance.now() - begin;
  equal((await Promise.all(futures)).length, BATCH);
  return took * 1_000 / BATCH;
}
