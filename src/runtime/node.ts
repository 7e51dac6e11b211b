/**
 * Node.
 *
 * @module
 */

import { writeThrough } from "./console.ts";
import { Lifeline } from "./lifeline.ts";
import { process } from "./process.ts";
import type { LoopThreadHooks } from "./types.ts";
import { type NodeWorker, WorkerThreadsRuntime } from "./worker_threads.ts";

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
  override serve(hooks: LoopThreadHooks): void {
    super.serve(hooks);
    if (hooks.printsDirectly) writeThrough(hooks.pause);
  }

  protected override createLifeline(): Lifeline {
    return new Lifeline(this.createPorts());
  }

  protected override utilizationOf(worker: NodeWorker): number {
    return worker.performance.eventLoopUtilization().utilization;
  }

  protected override execArgv(given: readonly string[] | undefined): readonly string[] | undefined {
    if (given !== undefined) return given;
    const inherited = withoutProgramText(process.execArgv);
    return inherited.length === process.execArgv.length ? undefined : inherited;
  }
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
    threadOptions: new Set(["env", "execArgv", "resourceLimits", "directConsole"]),
    uncatchableSignals: new Set(["SIGKILL", "SIGSTOP"]),
  });
}
