/**
 * Runs shared-memory code under every interleaving of its atomic steps.
 *
 * Each thread of a scenario is a real thread in which `Atomics` has been replaced: before each step it
 * parks until the step is its turn. Schedules are enumerated depth first; each is a run from the
 * beginning.
 *
 * Guarantees, where the code under test depends on nothing but its words, the model's clock and turns:
 * - Without a bound on preemptions, every order of atomic steps is run, or one that differs from it
 *   only in the order of steps that commute.
 * - With a bound, every order with at most so many preemptions is run.
 * - A schedule names the same run every time.
 *
 * Not modelled: memory weaker than sequentially consistent (`Atomics` has none), spurious wake-ups,
 * timers, messages, and the order in which a runtime takes up several turns that are due.
 *
 * @module
 */
import { Controller } from "./controller.ts";
import { type Failure, failureOf } from "./failure.ts";
import type { Scenario, ScenarioModule, Shared } from "./scenario.ts";
import { parseSchedule } from "./schedule.ts";
import { Tree } from "./tree.ts";

/** Runs after which something is wrong with the scenario, not with the code. */
const MAX_RUNS = 200_000;

/** What an exploration found. */
export interface Exploration {
  /** How many interleavings were run to their end. */
  readonly interleavings: number;
  /** How many more were found on their way to repeat one of them. */
  readonly redundant: number;
  /** The steps of the longest. */
  readonly longest: number;
  /** How the last run failed. */
  readonly failure?: Failure;
}

/**
 * Runs every interleaving of a scenario, up to the first that fails.
 *
 * @param module The module that exports the scenario.
 */
export function explore(module: URL): Promise<Exploration> {
  return withThreads(module, (controller, scenario) => {
    const tree = new Tree(scenario.model?.preemptions);
    const count = { interleavings: 0, redundant: 0, longest: 0 };
    do {
      controller.run(tree.choices, tree.sleep);
      tree.grow(controller.board);
      const failure = failureOf(controller.board, scenario, controller.shared);
      addRun(count, controller);
      if (failure !== undefined) return { ...count, failure };
    } while (tree.advance());
    return count;
  });
}

/**
 * Runs one schedule of a scenario.
 *
 * @param module The module that exports the scenario.
 * @param schedule What a report gave.
 * @returns How it failed; `undefined` where it did not.
 */
export function replay(module: URL, schedule: string): Promise<Failure | undefined> {
  return withThreads(module, (controller, scenario) => {
    controller.run(parseSchedule(schedule, scenario.threads.length), 0);
    return failureOf(controller.board, scenario, controller.shared);
  });
}

async function withThreads<Result>(
  module: URL,
  use: (controller: Controller, scenario: Scenario<Shared>) => Result,
): Promise<Result> {
  const { scenario } = await import(module.href) as ScenarioModule;
  const controller = new Controller(scenario);
  try {
    await controller.start(module.href);
    return use(controller, scenario);
  } finally {
    await controller.stop();
  }
}

function addRun(
  count: { interleavings: number; redundant: number; longest: number },
  { board }: Controller,
): void {
  if (board.get("redundant") !== 0) count.redundant += 1;
  else count.interleavings += 1;
  count.longest = Math.max(count.longest, board.get("steps"));
  if (count.interleavings + count.redundant > MAX_RUNS) {
    throw new Error(
      `Cannot explore: more than ${MAX_RUNS} interleavings; make the scenario smaller`,
    );
  }
}
