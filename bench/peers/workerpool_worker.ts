import { runJob } from "../_harness/run_job.ts";
import { loadPeer } from "./load_peer.ts";

interface WorkerpoolInWorker {
  readonly default: { worker(methods: object): void };
}

const workerpool = await loadPeer<WorkerpoolInWorker>("workerpool");
workerpool.default.worker({ run: runJob });
