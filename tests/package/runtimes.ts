import { PROCESS_RUNTIMES } from "../../scripts/test_all/runtimes.ts";
import type { CommandResult } from "../_harness/run_command.ts";
import { runProgram } from "./run_program.ts";

/** What users type. */
export type Command = readonly [string, ...string[]];

/** Runs programs of Node's tools. */
export const NODE_24: string = executableOf("node-24");

/** Each runtime that is supported, with what comes before the name of a program. */
export const RUNNERS: readonly (readonly [name: string, command: Command])[] = PROCESS_RUNTIMES.map(
  ({ name, executable }) => [name, name === "deno" ? [executable, "run", "-A"] : [executable]],
);

/** What `main.mjs` and `main.cjs` print: what they have seen, and how their loop has ended. */
export const MAIN = '[42,7,"no",true,3,1,false]';

/** What a program that works as it should comes to. */
export function prints(text: string): CommandResult {
  return { code: 0, stdout: text, stderr: "" };
}

/**
 * Runs a program on every runtime.
 *
 * @param program Its file.
 * @param cwd Its folder.
 * @returns How it ended, by runtime.
 */
export async function runEverywhere(
  program: string,
  cwd: string,
): Promise<Record<string, CommandResult>> {
  const ran: Record<string, CommandResult> = {};
  for (const [name, command] of RUNNERS) {
    ran[name] = await runProgram([...command, program], { cwd });
  }
  return ran;
}

/** What {@linkcode runEverywhere} gives where every runtime prints the same. */
export function allPrint(text: string): Record<string, CommandResult> {
  return Object.fromEntries(RUNNERS.map(([name]) => [name, prints(text)]));
}

function executableOf(runtime: string): string {
  const found = PROCESS_RUNTIMES.find(({ name }) => name === runtime);
  if (found === undefined) throw new Error(`Cannot run ${runtime}: there is no such runtime`);
  return found.executable;
}
