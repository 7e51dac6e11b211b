import type { Subject } from "../_harness/subject.ts";
import { loadPeer } from "./load_peer.ts";

interface PiscinaModule {
  readonly Piscina: new (options: object) => Pool;
}

interface Pool {
  run(task: object, options: object): Promise<unknown>;
  destroy(): Promise<void>;
}

/** piscina with one thread, whose event loop lives. */
export async function open(): Promise<Subject> {
  const { Piscina } = await loadPeer<PiscinaModule>("piscina");
  const pool = new Piscina({
    filename: new URL("./pool_worker.ts", import.meta.url).href,
    name: "run",
    minThreads: 1,
    maxThreads: 1,
    concurrentTasksPerWorker: 1_000,
    atomics: "async",
  });
  return {
    call: (job, value) => pool.run({ job, value }, {}),
    close: () => pool.destroy(),
  };
}
