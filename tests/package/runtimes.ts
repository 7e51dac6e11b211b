import { DENO, PROCESS_RUNTIMES } from "../../scripts/test_all/runtimes.ts";
import { type Ran, runProgram } from "./run_program.ts";
import { installedTools } from "./tools.ts";

/** What users type. */
export type Command = readonly [string, ...string[]];

/** Runs programs of Node's tools. */
export const NODE_24: string = executableOf("node-24");

/** What runs `bun add`, `bun -e` and `bun test`. */
export const BUN: string = executableOf("bun");

/** Each runtime that is supported, with what comes before the name of a program. */
export async function runners(): Promise<readonly (readonly [name: string, command: Command])[]> {
  const tools = await installedTools();
  return [
    ["node-20.19", [tools("node-20/bin/node")]],
    ["node-22", [executableOf("node-22")]],
    ["node-24", [NODE_24]],
    ["node-26", [executableOf("node-26")]],
    ["bun", [BUN]],
    ["deno", [DENO, "run", "-A"]],
  ];
}

/** What `main.mjs` and `main.cjs` print: what they have seen, and how their loop has ended. */
export const MAIN = '[42,7,"no",true,3,1,false]';

/** What a program that works as it should comes to. */
export function prints(text: string): Ran {
  return { code: 0, stdout: text, stderr: "" };
}

/**
 * Runs a program on every runtime.
 *
 * @param program Its file.
 * @param cwd Its folder.
 * @returns How it ended, by runtime.
 */
export async function runEverywhere(program: string, cwd: string): Promise<Record<string, Ran>> {
  const ran: Record<string, Ran> = {};
  for (const [name, command] of await runners()) {
    ran[name] = await runProgram([...command, program], { cwd });
  }
  return ran;
}

/** What {@linkcode runEverywhere} gives where every runtime prints the same. */
export async function allPrint(text: string): Promise<Record<string, Ran>> {
  return Object.fromEntries((await runners()).map(([name]) => [name, prints(text)]));
}

function executableOf(runtime: string): string {
  const found = PROCESS_RUNTIMES.find(({ name }) => name === runtime);
  if (found === undefined) throw new Error(`Cannot run ${runtime}: there is no such runtime`);
  return found.executable;
}
