import { parentPort } from "node:worker_threads";
import { runJob } from "../_harness/run_job.ts";
import type { Comlink, NodeAdapter } from "./comlink_types.ts";
import { loadPeer } from "./load_peer.ts";

const { expose } = await loadPeer<Comlink>("comlink/dist/esm/comlink.mjs");
const adapter = await loadPeer<NodeAdapter>("comlink/dist/esm/node-adapter.mjs");
if (parentPort) expose(runJob, adapter.default(parentPort));
