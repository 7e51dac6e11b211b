import { packedEntry } from "../_harness/packed_library.ts";
import { runJob } from "../_harness/run_job.ts";

const { runAsWorker } = await import(packedEntry()) as typeof import("sideloop/synckit");
runAsWorker(runJob);
