import process from "node:process";
import { type CommandResult, runCommand } from "../_harness/run_command.ts";

/** How to run a program. */
export interface RunOptions {
  /** Its working folder. */
  readonly cwd: string;
  /** Added to the environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Written to its standard input. */
  readonly stdin?: string;
}

/** Milliseconds; package managers may ask registries. */
const MAY_TAKE = 60_000;

/** What this process has of its own run, and programs of users have not. */
const OWN = /^(NODE_(COMPILE_CACHE|TEST_CONTEXT|OPTIONS)|npm_.*)$/i;

/**
 * Runs a program to its end, as a user does: without what the runner of these tests has set.
 *
 * @param command The executable and its arguments.
 * @param options Where, and with what.
 * @returns How it ended, also when it failed or was killed; its output without space around it.
 */
export async function runProgram(
  [command, ...args]: readonly [string, ...string[]],
  { env, ...options }: RunOptions,
): Promise<CommandResult> {
  const kept = Object.entries(process.env).filter(([name]) => !OWN.test(name));
  const ran = await runCommand(command, args, {
    ...options,
    env: { ...Object.fromEntries(kept), NO_COLOR: "1", CI: "1", ...env },
    timeout: MAY_TAKE,
  });
  return { ...ran, stdout: ran.stdout.trim(), stderr: ran.stderr.trim() };
}
