import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { withWorker } from "sideloop";
import { outer } from "./nested_tasks.mjs";

if (isMainThread) new Worker(new URL(import.meta.url)).on("message", (name) => console.log(name));
else {
  withWorker({ name: "Outer" }, (worker) => worker.submit(outer()).result(20_000))
    .then((name) => parentPort.postMessage(name));
}
