import { Worker } from "node:worker_threads";
import type { Subject } from "../_harness/subject.ts";
import { loadPeer } from "./load_peer.ts";
import type { Comlink, NodeAdapter } from "./comlink_types.ts";

/** comlink over a `node:worker_threads` Worker. */
export async function open(): Promise<Subject> {
  const { wrap } = await loadPeer<Comlink>("comlink/dist/esm/comlink.mjs");
  const adapter = await loadPeer<NodeAdapter>("comlink/dist/esm/node-adapter.mjs");
  const worker = new Worker(new URL("./comlink_worker.ts", import.meta.url));
  const run = wrap(adapter.default(worker));
  return {
    call: (job, value) => run(job, value),
    close: () => worker.terminate(),
  };
}
