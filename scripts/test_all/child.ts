import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";

/** Output that arrives later than this after the exit belongs to a grandchild that holds the pipe. */
const LATE_OUTPUT = 500;

/** How often a watched child is asked whether it hangs. */
const WATCH_INTERVAL = 250;

/** Options of {@linkcode runChild}. */
export interface ChildOptions {
  /** The environment. Default: this process's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where it runs. Default: where this process does. */
  readonly cwd?: string;
  /** Asked again and again; the reason it returns ends the child. */
  readonly hangs: () => string | undefined;
}

/** How a child ended. */
export interface ChildResult {
  /** The exit code, or the signal that ended it. */
  readonly code: number | string;
  /** Why it was killed, if it was. */
  readonly killed?: string;
  /** Standard output and error as they came. */
  readonly output: string;
}

const running = new Set<ChildProcess>();

/**
 * Runs a command in a process group of its own, so that what it leaves behind can be ended with it.
 *
 * @param command The executable.
 * @param args Its arguments.
 * @param options Its environment, and what makes it count as hung.
 * @returns How it ended. A command that cannot be started ends with its error as output.
 */
export async function runChild(
  command: string,
  args: readonly string[],
  options: ChildOptions,
): Promise<ChildResult> {
  const env = { ...process.env, NO_COLOR: "1", RUST_BACKTRACE: "0", ...options.env };
  const child = spawn(command, args, {
    env,
    cwd: options.cwd,
    stdio: ["ignore", "pipe", "pipe"],
    detached: HAS_GROUPS,
  });
  running.add(child);
  let output = "";
  const collect = (text: string) => output += text;
  child.stdout.setEncoding("utf8").on("data", collect);
  child.stderr.setEncoding("utf8").on("data", collect);
  let killed: string | undefined;
  const watch = setInterval(() => {
    killed ??= options.hangs();
    if (killed !== undefined) killGroup(child);
  }, WATCH_INTERVAL);
  try {
    const code = await ended(child);
    return { code, output, ...(killed === undefined ? {} : { killed }) };
  } catch (error) {
    return { code: "not started", output: String(error) };
  } finally {
    clearInterval(watch);
    killGroup(child);
    running.delete(child);
  }
}

/**
 * What makes a child count as hung that has a time limit.
 *
 * @param milliseconds The limit, from now on.
 * @param reason What is said then.
 */
export function hangsAfter(
  milliseconds: number,
  reason = `not done after ${milliseconds} ms`,
): ChildOptions["hangs"] {
  const end = performance.now() + milliseconds;
  return () => performance.now() > end ? reason : undefined;
}

/** Ends every child with its group when this process is told to end. */
export function endChildrenWithThisProcess(): void {
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
    process.once(signal, () => {
      running.forEach(killGroup);
      process.exit(code);
    });
  }
}

async function ended(child: ChildProcess): Promise<number | string> {
  const closed = once(child, "close").catch(() => {});
  const [code, signal] = await once(child, "exit") as [number | null, string | null];
  let timer: ReturnType<typeof setTimeout> | undefined;
  await Promise.race([closed, new Promise((resolve) => timer = setTimeout(resolve, LATE_OUTPUT))]);
  clearTimeout(timer);
  child.stdout?.destroy();
  child.stderr?.destroy();
  return code ?? signal ?? "unknown";
}

const HAS_GROUPS = process.platform !== "win32";

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (HAS_GROUPS) process.kill(-child.pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    // The group is empty: nothing was left behind.
  }
}
