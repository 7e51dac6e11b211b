/**
 * The thread of {@linkcode Visitor}.
 *
 * @module
 */
import { Agent, get } from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import { DONE, STATE, type VisitorData, WAITING } from "./http_visitor.ts";
import { waitFor } from "./silence.ts";

/** Milliseconds between requests: it shall watch the server, not load it. */
const PAUSE = 2;

const { port, words } = workerData as VisitorData;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

await visit();
parentPort?.postMessage("ready");
Atomics.wait(words, STATE, WAITING);
const latencies: number[] = [];
while (Atomics.load(words, STATE) !== DONE) {
  const begin = performance.now();
  await visit();
  latencies.push(performance.now() - begin);
  await waitFor(PAUSE);
}
parentPort?.postMessage(latencies);

function visit(): Promise<void> {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, agent }, (response) => {
      response.resume().on("end", resolve);
    }).on("error", reject);
  });
}
