import type { Subject } from "../_harness/subject.ts";
import { loadPeer } from "./load_peer.ts";

interface Synckit {
  createSyncFn(workerPath: URL): (...args: unknown[]) => unknown;
}

/** synckit: a worker file as a blocking function. */
export async function open(): Promise<Subject> {
  const { createSyncFn } = await loadPeer<Synckit>("synckit");
  const run = createSyncFn(new URL("./synckit_worker.ts", import.meta.url));
  return {
    call(job, value, transfer) {
      if (transfer) throw new Error("synckit cannot transfer the arguments of a call");
      return run(job, value);
    },
    close() {}, // its worker ends with the process
  };
}
