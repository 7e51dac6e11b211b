import type { EventLoop } from "sideloop";
import type { CellRun } from "./run_cell.ts";
import { liveLoops, liveTimers } from "./ledgers.ts";
import { turn, until } from "./patience.ts";

/** What a loop's `onError` was told. */
export interface Report {
  /** Of which coroutine. */
  readonly name: string;
  readonly error: unknown;
}

/** Each cell is told of as often as it has to be, and nothing else is. */
export async function checkReports(
  runs: readonly CellRun[],
  reports: readonly Report[],
): Promise<void> {
  const of = (run: CellRun) => reports.filter(({ name }) => name === run.name);
  const areThere = () => runs.every((run) => of(run).length >= run.expected.reports[0]);
  await until(areThere, () => "").catch(() => {});
  for (let turns = 0; turns < 3; turns++) await turn();
  for (const run of runs) {
    const errors = of(run).map(({ error }) => String(error));
    run.expectWithin(`reports [${errors}]`, errors.length, run.expected.reports);
  }
  const strays = reports.filter(({ name }) => runs.every((run) => run.name !== name));
  complainOfLoop(runs, strays.map(({ name, error }) => `stray report of "${name}": ${error}`));
}

/** A loop, with what it has been given, at its end or at that of all its cells. */
export interface LoopFacts {
  readonly runs: readonly CellRun[];
  readonly loop: EventLoop;
  /** Whether it was shut down. */
  readonly isOver: boolean;
  /** How many coroutines it has had besides. */
  readonly others: number;
  /** How many timers there were before it. */
  readonly timersBefore: number;
}

/** A loop leaves nothing behind. */
export async function checkLoop(facts: LoopFacts): Promise<void> {
  const { runs, loop } = facts;
  const isDead = facts.isOver || runs.some(hasDied);
  const held = runs.filter(({ staysOpen, cell }) => staysOpen && cell.waiter === "await").length;
  const checks: [what: string, actual: () => unknown, should: unknown][] = [
    ["isRunning()", () => loop.isRunning(), !isDead],
    ["isClosed()", () => loop.isClosed(), isDead],
    [
      "threads in the ledger",
      () => liveLoops().filter((name) => name === loop.name).length,
      isDead ? 0 : 1,
    ],
    ["stats, pending", () => loop.stats().pending, 0],
    ["stats, running", () => loop.stats().running, isDead ? 0 : runs.filter(goesOn).length],
    ["stats, completed", () => loop.stats().completed, runs.filter(hasValue).length + facts.others],
    ["stats, in all", () => sumOfStats(loop), runs.length + facts.others],
    ["timers", () => liveTimers() - facts.timersBefore, held],
  ];
  for (const [what, actual, should] of checks) {
    const problem = () => `${what}: ${actual()}, not ${should}`;
    await until(() => actual() === should, problem).catch((error) =>
      complainOfLoop(runs, [(error as Error).message])
    );
  }
}

function sumOfStats(loop: EventLoop): number {
  const { pending, running, completed, failed, cancelled } = loop.stats();
  return pending + running + completed + failed + cancelled;
}

function hasDied({ cell: { outcome }, expected: { begins, settles } }: CellRun): boolean {
  return outcome === "loop dies" && begins && settles;
}

function hasValue({ expected: { state } }: CellRun): boolean {
  return state === "val";
}

function goesOn({ expected: { settles } }: CellRun): boolean {
  return !settles;
}

/** The first cell says it for all that share the loop. */
function complainOfLoop(runs: readonly CellRun[], problems: readonly string[]): void {
  for (const problem of problems) runs[0]?.complain(`its loop of ${runs.length} cells: ${problem}`);
}
