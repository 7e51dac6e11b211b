import type { Subject } from "../_harness/subject.ts";
import { loadPeer } from "./load_peer.ts";

interface TinypoolModule {
  readonly Tinypool: new (options: object) => Pool;
}

interface Pool {
  run(task: object): Promise<unknown>;
  destroy(): Promise<void>;
}

/** tinypool with one thread. Its atomics would freeze the thread's event loop, so they are off. */
export async function open(): Promise<Subject> {
  const { Tinypool } = await loadPeer<TinypoolModule>("tinypool");
  const pool = new Tinypool({
    filename: new URL("./pool_worker.ts", import.meta.url).href,
    name: "run",
    minThreads: 1,
    maxThreads: 1,
    concurrentTasksPerWorker: 1_000,
    useAtomics: false,
  });
  return {
    call: (job, value) => pool.run({ job, value }),
    close: () => pool.destroy(),
  };
}
