import { fileURLToPath } from "node:url";
import type { Subject } from "../_harness/subject.ts";
import { loadPeer } from "./load_peer.ts";

interface WorkerpoolModule {
  readonly default: { pool(script: string, options: object): Pool };
}

interface Pool {
  exec(method: string, args: readonly unknown[]): Promise<unknown>;
  terminate(): Promise<unknown>;
}

/** workerpool with one thread. It has one task at a time in a worker, and queues the others. */
export async function open(): Promise<Subject> {
  const workerpool = await loadPeer<WorkerpoolModule>("workerpool");
  const script = fileURLToPath(new URL("./workerpool_worker.ts", import.meta.url));
  const pool = workerpool.default.pool(script, { maxWorkers: 1, workerType: "thread" });
  return {
    call: (job, value) => pool.exec("run", [job, value]),
    close: () => pool.terminate(),
  };
}
