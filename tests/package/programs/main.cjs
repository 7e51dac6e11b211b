const { pathToFileURL } = require("node:url");
const { AsyncWorker, coroutine, coroutines, isMainThread } = require("sideloop");

const double = coroutine(pathToFileURL(__filename).href, async function double(n) {
  return await Promise.resolve(2 * n);
});
const { add, fail, rest } = coroutines(pathToFileURL(`${__dirname}/tasks.mjs`));

async function main() {
  const worker = new AsyncWorker().start();
  const blocking = worker.submit(double(21)).result(20_000);
  const awaited = await worker.submit(add(3, 4));
  const error = await worker.submit(fail("no")).catch((error) => error);
  const rests = worker.submit(rest(60_000));
  const { completed, cancelled, terminated } = await worker.stop();
  const seen = [blocking, awaited, error instanceof RangeError && error.message, rests.cancelled()];
  console.log(JSON.stringify([...seen, completed, cancelled, terminated]));
}

if (isMainThread) main();
