import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";

/** How to run a program. */
export interface RunOptions {
  /** Its working folder. */
  readonly cwd: string;
  /** Added to the environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Written to its standard input. */
  readonly stdin?: string;
}

/** How a program ended. */
export interface Ran {
  /** Its exit code, or the signal that ended it. */
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
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
 * @returns How it ended, also when it failed or was killed.
 */
export async function runProgram(
  [command, ...args]: readonly [string, ...string[]],
  { cwd, env, stdin = "" }: RunOptions,
): Promise<Ran> {
  const kept = Object.entries(process.env).filter(([name]) => !OWN.test(name));
  const child = spawn(command, args, {
    cwd,
    env: { ...Object.fromEntries(kept), NO_COLOR: "1", CI: "1", ...env },
    timeout: MAY_TAKE,
    killSignal: "SIGKILL",
  });
  child.stdin.on("error", () => {}).end(stdin);
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => stdout += text);
  child.stderr.setEncoding("utf8").on("data", (text: string) => stderr += text);
  const [code, signal] = await once(child, "close") as [number | null, string | null];
  return { code: code ?? signal ?? "unknown", stdout: stdout.trim(), stderr: stderr.trim() };
}
