/**
 * The other thread of the bare Worker control.
 *
 * @module
 */
import { parentPort } from "node:worker_threads";
import * as jobs from "../jobs.ts";

parentPort?.on("message", (iterations: number) => {
  parentPort?.postMessage(jobs.spin(iterations));
});
