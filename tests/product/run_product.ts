/**
 * Plays the product on the runtime that runs this, a process for each shutdown, and prints it as a table. What is not
 * as it should be is told below. `npm run product` does so on Deno, Bun and Node.
 *
 * @module
 */
import process from "node:process";
import { cellName, GROUPS, SHUTDOWNS } from "./cells.ts";
import { play, problemsOf } from "./play.ts";
import type { CellResult } from "./run_cell.ts";
import { table } from "./table.ts";

void main();

async function main(): Promise<void> {
  const results = new Map<string, CellResult>();
  const problems: string[] = [];
  for (const shutdown of SHUTDOWNS) {
    const played = await play(shutdown);
    for (const result of played.results) results.set(cellName(result.cell), result);
    problems.push(...played.problems.map((problem) => `shutdown ${shutdown}: ${problem}`));
    const groups = GROUPS.filter((group) => group.shutdown === shutdown);
    problems.push(...groups.flatMap((group) => problemsOf(group, played)));
  }
  console.log(table((cell) => codeOf(results.get(cellName(cell)))));
  console.log(`\n${results.size} cells, ${problems.length} problems`);
  for (const problem of problems) console.log(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

function codeOf(result: CellResult | undefined): string {
  return result === undefined || result.problems.length > 0 ? "FAIL" : result.seen;
}
