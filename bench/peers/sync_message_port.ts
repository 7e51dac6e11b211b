import { Worker } from "node:worker_threads";
import type { Subject } from "../_harness/subject.ts";
import { loadPeer } from "./load_peer.ts";
import type { SyncMessagePortModule, SyncRequest } from "./sync_message_port_types.ts";

/** sync-message-port: the blocking port of Sass. */
export async function open(): Promise<Subject> {
  const { SyncMessagePort } = await loadPeer<SyncMessagePortModule>("sync-message-port");
  const { port1, port2 } = SyncMessagePort.createChannel();
  const worker = new Worker(new URL("./sync_message_port_worker.ts", import.meta.url), {
    workerData: port2,
    transferList: [port2],
  });
  const port = new SyncMessagePort(port1);
  return {
    call(job, value, transfer) {
      port.postMessage({ job, value } satisfies SyncRequest, transfer);
      return port.receiveMessage();
    },
    async close() {
      port.close();
      await worker.terminate();
    },
  };
}
