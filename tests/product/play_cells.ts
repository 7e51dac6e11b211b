/**
 * Plays cells of the product in this process, prints a line of JSON for each, and ends by itself.
 *
 * ```sh
 * node tests/product/play_cells.ts --outcome value --shutdown drain --waiter await --cancel none
 * ```
 *
 * @module
 */
import { countUnhandled, ifStillAlive, processListeners } from "./ledgers.ts";
import { isMainThread, newEventLoop } from "sideloop";
import { type Cell, cellsOf, type Group, GROUPS } from "./cells.ts";
import type { CellRun } from "./run_cell.ts";
import { Stage } from "./stage.ts";
import { turn } from "./patience.ts";

/** Milliseconds in which a process that nothing keeps alive has ended. */
const GRACE = 100;

/** Threads only import what registers coroutines. */
if (isMainThread) void main();

async function main(): Promise<void> {
  const unhandled = countUnhandled();
  const listenersBefore = processListeners();
  const helper = newEventLoop({ name: "Helper" }).start();
  const runs: CellRun[] = [];
  for (const group of GROUPS) {
    for (const cells of castOf(group)) {
      const stage = new Stage(group, cells, helper);
      await stage.play();
      runs.push(...stage.runs);
    }
  }
  helper.stop();
  await helper.join();
  checkProcess(runs, listenersBefore, unhandled());
  const held = runs.filter(({ staysOpen, cell }) => staysOpen && cell.waiter === "await");
  for (const run of runs) if (!held.includes(run)) print(run);
  for (const run of held) await showHeld(run);
}

/** The selected cells, those together that share a loop: those with a loop that dies by itself have one each. */
function castOf(group: Group): Cell[][] {
  const cells = cellsOf(group).filter(isSelected);
  const alone = cells.filter(killsLoop).map((cell) => [cell]);
  const sharing = cells.filter((cell) => !killsLoop(cell));
  const blocking = sharing.filter(({ waiter }) => waiter === "result");
  const others = sharing.filter(({ waiter }) => waiter !== "result");
  return [others, blocking, ...alone].filter(({ length }) => length > 0);
}

/** Not where it never begins, nor where its thread is ended before. */
function killsLoop({ outcome, cancel, shutdown }: Cell): boolean {
  if (outcome !== "loop dies" || cancel === "before dispatch") return false;
  return shutdown !== "terminate" || cancel === "while running" || cancel === "after";
}

function isSelected(cell: Cell): boolean {
  const { argv } = (globalThis as unknown as { process: { argv: readonly string[] } }).process;
  return (["outcome", "waiter", "cancel", "shutdown"] as const).every((axis) => {
    const index = argv.indexOf(`--${axis}`);
    return index < 0 || argv[index + 1] === cell[axis];
  });
}

/** One listener of an event may be there for all loops; one more for each would be a leak. */
function checkProcess(
  runs: readonly CellRun[],
  before: ReadonlyMap<string, number>,
  unhandled: readonly unknown[],
): void {
  const problems = unhandled.map((reason) => `unhandled rejection: ${reason}`);
  for (const [event, count] of processListeners()) {
    const more = count - (before.get(event) ?? 0);
    if (more > 1) problems.push(`${more} more listeners of the process's event "${event}"`);
  }
  for (const problem of problems) {
    runs[0]?.complain(`the process of ${runs.length} cells: ${problem}`);
  }
}

/** A future that somebody awaits keeps the process alive: without that, there is no line for this cell. */
async function showHeld(run: CellRun): Promise<void> {
  await ifStillAlive(GRACE);
  print(run);
  run.future.cancel();
  await turn();
}

function print({ result }: CellRun): void {
  console.log(JSON.stringify(result));
}
