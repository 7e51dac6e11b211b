/**
 * Bun.
 *
 * @module
 */

import { printThrough, writeThrough } from "./console.ts";
import { entryUrl, missingEntry } from "./entry_url.ts";
import type { LoopThreadHooks, Thread, ThreadEvents, ThreadOptions } from "./types.ts";
import { nodeTimers, WorkerThreadsRuntime } from "./worker_threads.ts";

const HOW_TO_BUILD = "build a module that imports sideloop/worker as an entrypoint, and ";

/** As much of the `Bun` namespace as is used here. */
interface BunNamespace {
  fileURLToPath(url: URL): string;
  resolveSync(path: string, folder: string): string;
}

class BunRuntime extends WorkerThreadsRuntime {
  override spawn(options: ThreadOptions, events: ThreadEvents): Thread {
    const { url = entryUrl() } = options;
    if (!isThere(url)) throw missingEntry(url, HOW_TO_BUILD);
    return super.spawn(options, events);
  }

  override serve(hooks: LoopThreadHooks): void {
    super.serve(hooks);
    if (!hooks.printsDirectly) return;
    writeThrough(hooks.pause);
    printThrough();
  }
}

/** Whether a worker can begin with it. That it cannot would be told by an event, which a blocked thread gets none of. */
function isThere(url: URL): boolean {
  if (url.protocol !== "file:") return true;
  const { Bun } = globalThis as unknown as { readonly Bun: BunNamespace };
  try {
    return Bun.resolveSync(Bun.fileURLToPath(url), "/") !== "";
  } catch {
    return false;
  }
}

/** Bun's adapter. */
export function createBunRuntime(): BunRuntime {
  return new BunRuntime({
    startsWhileBlocked: true,
    receivesAtOnce: true,
    keepsContext: true,
    threadOptions: new Set(["env", "directConsole"]),
    uncatchableSignals: new Set(["SIGKILL", "SIGSTOP"]),
  }, nodeTimers());
}
