import { runJob } from "../_harness/run_job.ts";
import { loadPeer } from "./load_peer.ts";

interface SynckitInWorker {
  runAsWorker(run: typeof runJob): void;
}

const { runAsWorker } = await loadPeer<SynckitInWorker>("synckit");
runAsWorker(runJob);
