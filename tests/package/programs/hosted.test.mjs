/** Runs as it is with Jest, Vitest, `node --test`, `bun test` and `deno test`. */
import assert from "node:assert/strict";
import { AsyncWorker, coroutine, coroutines, isMainThread, withWorker } from "sideloop";

const { HAS_NO_FAKES, HAS_NO_GUARD } = process.env;
const { add, fail } = coroutines(new URL("./tasks.mjs", import.meta.url));
const own = coroutine(import.meta, "own", () => "own");

/** The loop of the last test imports this module, where there is no host. */
if (isMainThread) registerTests(globalThis.Deno?.test ?? globalThis.test ?? nodeTest().test);
else if (HAS_NO_GUARD) registerTests(test);

function registerTests(register) {
  register("blocks, awaits and fails", async () => {
    const worker = new AsyncWorker().start();
    assert.equal(worker.submit(add(1, 2)).result(20_000), 3);
    assert.equal(await worker.submit(add(3, 4)), 7);
    await assert.rejects(async () => await worker.submit(fail("no")), RangeError);
    assert.equal((await worker.stop()).completed, 3);
  });

  register("does not need the timers that tests replace", async () => {
    const fakes = HAS_NO_FAKES ? undefined : fakeTimers();
    fakes?.useFakeTimers();
    try {
      assert.equal(await withWorker((worker) => worker.submit(add(1, 2))), 3);
    } finally {
      fakes?.useRealTimers();
    }
  });

  register("a coroutine of the module of the tests", async () => {
    const outcome = await withWorker((worker) => worker.submit(own()))
      .catch((error) => error.message);
    if (HAS_NO_GUARD) console.log(outcome);
    else assert.equal(outcome, "own");
  });

  register("leaves no thread", () => {
    assert.equal(globalThis[Symbol.for("sideloop.threads")]?.size ?? 0, 0);
  });
}

/** Those of the host. */
function fakeTimers() {
  return import.meta.jest ?? globalThis.vi ?? globalThis.jest ?? {
    useFakeTimers: () => nodeTest().mock.timers.enable(),
    useRealTimers: () => nodeTest().mock.timers.reset(),
  };
}

function nodeTest() {
  return process.getBuiltinModule("node:test");
}
