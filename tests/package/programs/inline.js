const worker = new AsyncWorker().start();
const add = (a, b) => a + b;
const fail = (message) => {
  throw new RangeError(message);
};
async function main() {
  const blocking = worker.submit(inline(add, 40, 2)).result(20_000);
  const awaited = await worker.submit(inline(add, 3, 4));
  const error = await worker.submit(inline(fail, "no")).catch((error) => error);
  const { completed, terminated } = await worker.stop();
  const seen = [blocking, awaited, error instanceof RangeError && error.message];
  console.log(JSON.stringify([...seen, completed, terminated]));
}
main();
