/**
 * Node.
 *
 * @module
 */

import { withCompileCache } from "./compile_cache.ts";
import { writeThrough } from "./console.ts";
import { Lifeline } from "./lifeline.ts";
import { nodeProcess } from "./process.ts";
import type { Environment, ThreadEnvironment } from "./thread_environment.ts";
import type { LoopThreadHooks } from "./types.ts";
import { nodeTimers, type NodeWorker, WorkerThreadsRuntime } from "./worker_threads.ts";

/**
 * Options for a program given as text; a thread that inherits one does not start. With their
 * argument, where they take one.
 */
const PROGRAM_TEXT: ReadonlyMap<string, boolean> = new Map([
  ["-e", true],
  ["--eval", true],
  ["-p", true],
  ["--print", true],
  ["-pe", true],
  ["-c", false],
  ["--check", false],
  ["-i", false],
  ["--interactive", false],
]);

class NodeRuntime extends WorkerThreadsRuntime {
  override get isMainThread(): boolean {
    return isFirstThread() || super.isMainThread;
  }

  override serve(hooks: LoopThreadHooks): void {
    super.serve(hooks);
    if (hooks.printsDirectly) writeThrough(hooks.pause);
  }

  protected override environmentFor(given: Environment | undefined): ThreadEnvironment {
    return withCompileCache(given ?? nodeProcess().env) ?? super.environmentFor(given);
  }

  protected override createLifeline(): Lifeline {
    return new Lifeline(this.createPorts());
  }

  protected override utilizationOf(worker: NodeWorker): number {
    return worker.performance.eventLoopUtilization().utilization;
  }

  protected override execArgv(given: readonly string[] | undefined): readonly string[] | undefined {
    if (given !== undefined) return given;
    const { execArgv } = nodeProcess();
    const inherited = withoutProgramText(execArgv);
    return inherited.length === execArgv.length ? undefined : inherited;
  }
}

/**
 * Whether this is the process's first thread for certain, found without loading `node:worker_threads`. Worker threads
 * have no `process.chdir`, and say so whatever it is called with; where there is one, it refuses to go nowhere.
 *
 * Source: "This feature is not available in Worker threads" in Node's documentation of `process.chdir`.
 */
function isFirstThread(): boolean {
  try {
    nodeProcess().chdir();
  } catch (error) {
    return (error as { readonly code?: unknown }).code === "ERR_INVALID_ARG_TYPE";
  }
  return false;
}

function withoutProgramText(execArgv: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index < execArgv.length; index++) {
    const option = execArgv[index] ?? "";
    if (option.startsWith("--input-type") || option.startsWith("--eval=")) continue;
    const takesText = PROGRAM_TEXT.get(option);
    if (takesText === undefined) kept.push(option);
    else if (takesText) index += 1;
  }
  return kept;
}

/** Node's adapter. */
export function createNodeRuntime(): NodeRuntime {
  return new NodeRuntime({
    startsWhileBlocked: true,
    receivesAtOnce: true,
    keepsContext: true,
    threadOptions: new Set(["env", "execArgv", "resourceLimits", "directConsole"]),
    uncatchableSignals: new Set(["SIGKILL", "SIGSTOP"]),
  }, nodeTimers());
}
