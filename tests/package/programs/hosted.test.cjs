/** For Jest as it is by default: without ES modules. */
const { pathToFileURL } = require("node:url");
const { AsyncWorker, coroutines, CancelledError, withWorker } = require("sideloop");

const { add, fail, rest } = coroutines(pathToFileURL(`${__dirname}/tasks.mjs`));

test("blocks, awaits and fails", async () => {
  const worker = new AsyncWorker().start();
  expect(worker.submit(add(1, 2)).result(20_000)).toBe(3);
  expect(await worker.submit(add(3, 4))).toBe(7);
  await expect(worker.submit(fail("no"))).rejects.toMatchObject({
    name: "RangeError",
    message: "no",
  });
  const rests = worker.submit(rest(60_000));
  rests.cancel();
  await expect(rests).rejects.toThrow(CancelledError);
  expect(await worker.stop()).toMatchObject({ completed: 3, cancelled: 1 });
});

test("does not need the timers that tests replace", async () => {
  jest.useFakeTimers();
  try {
    expect(await withWorker((worker) => worker.submit(add(1, 2)))).toBe(3);
  } finally {
    jest.useRealTimers();
  }
});

test("gives the same classes to import() and to whoever asks again", () => {
  jest.resetModules();
  expect(require("sideloop").CancelledError === CancelledError).toBe(true);
});
