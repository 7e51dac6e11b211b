const { isMainThread, parentPort, Worker } = require("node:worker_threads");
const { pathToFileURL } = require("node:url");
const { coroutines, withWorker } = require("sideloop");

const { outer } = coroutines(pathToFileURL(`${__dirname}/nested_tasks.mjs`));

if (isMainThread) new Worker(__filename).on("message", (name) => console.log(name));
else {
  withWorker({ name: "Outer" }, (worker) => worker.submit(outer()).result(20_000))
    .then((name) => parentPort.postMessage(name));
}
