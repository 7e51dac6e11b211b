import { AsyncService } from "sideloop";

/** Starts the service of {@linkcode JobService}, which imports it by itself, without the benchmark. */
export function startService(): AsyncService {
  return new AsyncService(new URL("../job_service.ts", import.meta.url), "JobService").start();
}
