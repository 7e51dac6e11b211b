/** Runs as it is with Jest, Vitest, `node --test`, `bun test` and `deno test`. */
import assert from "node:assert/strict";
import { AsyncWorker, coroutine, coroutines, withWorker } from "sideloop";

const { HAS_NO_FAKES, TRIES_OWN } = process.env;
const register = TRIES_OWN
  ? test
  : globalThis.Deno?.test ?? globalThis.test ?? process.getBuiltinModule("node:test").test;
const { add, fail } = coroutines(new URL("./tasks.mjs", import.meta.url));
const own = coroutine(import.meta, "own", () => "own");

/** The timers of the host that can stand still. */
const fakes = import.meta.jest ?? globalThis.vi ?? globalThis.jest ?? {
  useFakeTimers: () => process.getBuiltinModule("node:test").mock.timers.enable(),
  useRealTimers: () => process.getBuiltinModule("node:test").mock.timers.reset(),
};

register("blocks, awaits and fails", async () => {
  const worker = new AsyncWorker().start();
  assert.equal(worker.submit(add(1, 2)).result(20_000), 3);
  assert.equal(await worker.submit(add(3, 4)), 7);
  await assert.rejects(async () => await worker.submit(fail("no")), RangeError);
  assert.equal((await worker.stop()).completed, 3);
});

register("does not need the timers that tests replace", async () => {
  if (!HAS_NO_FAKES) fakes.useFakeTimers();
  try {
    assert.equal(await withWorker((worker) => worker.submit(add(1, 2))), 3);
  } finally {
    if (!HAS_NO_FAKES) fakes.useRealTimers();
  }
});

register("leaves no thread", () => {
  assert.equal(globalThis[Symbol.for("sideloop.threads")]?.size ?? 0, 0);
});

if (TRIES_OWN) {
  register("a coroutine of the module of the tests", async () => {
    const error = await withWorker((worker) => worker.submit(own())).catch((error) => error);
    console.log(error.message);
    assert.equal(error.code, "COROUTINE_LOAD");
  });
}
