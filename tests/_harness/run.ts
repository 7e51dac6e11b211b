/**
 * Runs a TypeScript file as a real process on the runtime the test itself runs on.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** Inside `tests/`, so that `sideloop` and `../fixtures/…` resolve from it. */
const TEMPORARY = new URL("../.tmp/", import.meta.url);

/** Output that arrives later than this after the exit belongs to a grandchild that holds the pipe. */
const LATE_OUTPUT = 1_000;

let written = 0;

/** Options of {@linkcode runScript}. */
export interface RunScriptOptions {
  /** Arguments of the script. */
  readonly args?: readonly string[];
  /** Flags of the runtime, in its own spelling; they come before the script. */
  readonly runtimeArgs?: readonly string[];
  /** Added to the environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds after which the process is killed. Default: 15,000, less than a test may take. */
  readonly timeout?: number;
  /** Written to the standard input, which is closed after it. */
  readonly stdin?: string;
}

/** How a script ended. */
export interface ScriptResult {
  /** The exit code, or `null` when a signal ended it. */
  readonly code: number | null;
  /** The signal that ended it, or `null`. */
  readonly signal: string | null;
  /** Whether it was killed because its time was up; `signal` is `"SIGKILL"` then. */
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds from the start to the exit. */
  readonly ms: number;
}

/** A script that runs. */
export interface RunningScript {
  /** The process, for its output while it runs. */
  readonly child: ChildProcess;
  /** Sends it a signal. On Deno, `child.kill` would hide the exit code: it reports the signal it sent instead. */
  kill(signal: NodeJS.Signals): void;
  /** Settles when it has ended. */
  readonly ended: Promise<ScriptResult>;
}

/**
 * Runs a script to its end.
 *
 * @param script Source text, or the URL of a file.
 * @param options Arguments, environment, input and the time it may take.
 * @returns How it ended, also when it failed or was killed.
 *
 * @example
 * ```ts ignore
 * const { code, stdout } = await runScript(`console.log(process.argv[2]);`, { args: ["hello"] });
 * ```
 */
export function runScript(
  script: string | URL,
  options: RunScriptOptions = {},
): Promise<ScriptResult> {
  return startScript(script, options).ended;
}

/**
 * Starts a script, for a test that has to send it a signal or read along.
 *
 * @param script Source text, or the URL of a file.
 * @param options Arguments, environment, input and the time it may take.
 * @returns The process and its end.
 */
export function startScript(script: string | URL, options: RunScriptOptions = {}): RunningScript {
  const file = typeof script === "string" ? writeSource(script) : fileURLToPath(script);
  const started = performance.now();
  // In this process's group: whoever kills the test's group gets the script too.
  const child = spawn(process.execPath, commandLine(file, options), { env: environment(options) });
  child.stdin.on("error", () => {}).end(options.stdin ?? "");
  const ended = watch(child, options.timeout ?? 15_000, started).finally(() => {
    if (typeof script === "string") rmSync(file, { force: true });
  });
  return { child, ended, kill: (signal) => void process.kill(child.pid as number, signal) };
}

function writeSource(source: string): string {
  mkdirSync(TEMPORARY, { recursive: true });
  const file = fileURLToPath(new URL(`script_${process.pid}_${++written}.ts`, TEMPORARY));
  writeFileSync(file, source);
  return file;
}

function commandLine(file: string, { args = [], runtimeArgs = [] }: RunScriptOptions): string[] {
  return [...runtimeFlags(), ...runtimeArgs, file, ...args];
}

/** What the runtime is told before the script, to run it as the tests are run. */
export function runtimeFlags(): string[] {
  if (process.versions.deno === undefined) return [];
  const config = process.env.SIDELOOP_DENO_CONFIG;
  // Quiet: Deno would write to stderr what it downloads.
  return ["run", "-A", "--quiet", ...(config ? ["-c", config] : [])];
}

/** The test's environment without what its runner put there, and with output that is the same everywhere. */
function environment({ env }: RunScriptOptions): Record<string, string | undefined> {
  const { NODE_TEST_CONTEXT: _, SIDELOOP_TEST_JOURNAL: __, NODE_ENV, ...inherited } = process.env;
  return {
    ...inherited,
    ...(NODE_ENV === "test" ? {} : { NODE_ENV }),
    NO_COLOR: "1",
    RUST_BACKTRACE: "0",
    ...env,
  };
}

function watch(child: ChildProcess, timeout: number, started: number): Promise<ScriptResult> {
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => output[name] += text);
  }
  return new Promise((resolve, reject) => {
    let timedOut = false;
    const timer = setTimeout(() => timedOut = child.kill("SIGKILL"), timeout);
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      const ms = performance.now() - started;
      const finish = () => {
        clearTimeout(late);
        resolve({ code, signal, timedOut, ...output, ms });
      };
      const late = setTimeout(finish, LATE_OUTPUT);
      child.once("close", finish);
    });
  });
}
