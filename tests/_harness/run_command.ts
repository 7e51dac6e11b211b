import { spawn } from "node:child_process";
import { once } from "node:events";

/** How to run a command. */
export interface CommandOptions {
  /** Its working folder. */
  readonly cwd: string;
  /** The whole environment; `undefined` removes a variable. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Written to its standard input, which is no terminal. */
  readonly stdin?: string;
  /** Milliseconds after which it is killed. */
  readonly timeout: number;
}

/** How a command ended. */
export interface CommandResult {
  /** Its exit code, or the signal that ended it. */
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command to its end.
 *
 * @param command The executable.
 * @param args Its arguments.
 * @param options Where, and with what.
 * @returns How it ended, also when it failed or was killed.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  { stdin = "", ...options }: CommandOptions,
): Promise<CommandResult> {
  const child = spawn(command, args, { ...options, killSignal: "SIGKILL" });
  child.stdin.on("error", () => {}).end(stdin);
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => output[name] += text);
  }
  const [code, signal] = await once(child, "close") as [number | null, string | null];
  return { code: code ?? signal ?? "unknown", ...output };
}
