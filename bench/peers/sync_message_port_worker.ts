import { type MessagePort, workerData } from "node:worker_threads";
import { runJob } from "../_harness/run_job.ts";
import { loadPeer } from "./load_peer.ts";
import type { SyncMessagePortModule } from "./sync_message_port_types.ts";

const { SyncMessagePort } = await loadPeer<SyncMessagePortModule>("sync-message-port");
const port = new SyncMessagePort(workerData as MessagePort);
port.on("message", async ({ job, value }) => port.postMessage(await runJob(job, value)));
