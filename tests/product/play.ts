import { runScript } from "../_harness/run.ts";
import type { CellResult } from "./run_cell.ts";
import { cellName, cellsOf, type Group, type Shutdown } from "./cells.ts";

/** Milliseconds that a process with the cells of one shutdown may take: some 60 threads, one after the other. */
const MAY_TAKE = 100_000;

/** How a process ended that has played cells, and what came of them. */
export interface Played {
  readonly results: readonly CellResult[];
  /** What is wrong with how it ended. */
  readonly problems: readonly string[];
}

/** Plays the cells of one shutdown in a process of their own. */
export async function play(shutdown: Shutdown): Promise<Played> {
  const { code, timedOut, stdout, stderr } = await runScript(
    new URL("./play_cells.ts", import.meta.url),
    { args: ["--shutdown", shutdown], timeout: MAY_TAKE },
  );
  const problems: string[] = [];
  if (timedOut) problems.push("the process did not end by itself");
  else if (code !== 0) problems.push(`the process ended with ${code}`);
  if (stderr !== "") problems.push(`the process wrote to stderr:\n${stderr}`);
  const lines = stdout.split(/\r?\n/).filter((line) => line !== "");
  const stray = lines.filter((line) => !line.startsWith("{"));
  if (stray.length > 0) problems.push(`the process printed\n${stray.join("\n")}`);
  const results = lines.filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as CellResult);
  return { results, problems };
}

/** What is wrong with the cells of a group, each with its name. */
export function problemsOf(group: Group, { results }: Played): string[] {
  const problems = new Map(results.map(({ cell, problems }) => [cellName(cell), problems]));
  return cellsOf(group).map(cellName).flatMap((name) => {
    const own = problems.get(name) ?? ["did not come to its end"];
    return own.map((problem) => `${name}: ${problem}`);
  });
}
