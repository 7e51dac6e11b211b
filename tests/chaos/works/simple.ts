/**
 * Coroutines of every temper. Each needs nothing but numbers, so that a loop can have another one do it.
 *
 * @module
 */
import { type Coroutine, coroutine, createTask, gather, sleep, toThread, waitFor } from "sideloop";
import { endThread } from "../../fixtures/ends_thread.ts";

const FOR_EVER = 3_600_000;

const returns = coroutine(import.meta, "returns", (value: number) => value);

const sleeps = coroutine(import.meta, "sleeps", async (ms: number) => await sleep(ms, ms));

const throws = coroutine(import.meta, "throws", (value: number) => {
  throw new RangeError(`thrown ${value}`);
});

const throwsLater = coroutine(import.meta, "throwsLater", async (ms: number) => {
  await sleep(ms);
  throw new RangeError(`thrown ${ms}`);
});

const neverEnds = coroutine(import.meta, "neverEnds", async () => await sleep(FOR_EVER));

const ignoresCancel = coroutine(import.meta, "ignoresCancel", async () => {
  await new Promise(() => {});
});

const swallowsCancel = coroutine(import.meta, "swallowsCancel", async () => {
  await sleep(FOR_EVER).catch(() => {});
  return 0;
});

const cleansUp = coroutine(import.meta, "cleansUp", async (ms: number) => {
  try {
    await sleep(FOR_EVER);
  } finally {
    await sleep(ms);
  }
});

const failsInCleanup = coroutine(import.meta, "failsInCleanup", async (value: number) => {
  await sleep(FOR_EVER).finally(() => {
    throw new RangeError(`cleanup ${value}`);
  });
});

const givesFunction = coroutine(import.meta, "givesFunction", () => () => 0);

const blocks = coroutine(import.meta, "blocks", (ms: number) => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  return ms;
});

const computes = coroutine(import.meta, "computes", (turns: number) => {
  let sum = 0;
  for (let turn = 0; turn < turns * 10_000; turn++) sum = (sum + turn) % 7;
  return sum >= 0 ? turns : sum;
});

const hasTasks = coroutine(import.meta, "hasTasks", async (ms: number) => {
  const [first = 0] = await gather([createTask(sleeps(ms)), createTask(returns(1))]);
  return first;
});

const timesOut = coroutine(import.meta, "timesOut", async (ms: number) => {
  await waitFor(neverEnds(), ms);
});

const usesThread = coroutine(import.meta, "usesThread", async (value: number) => {
  return await toThread(returns(value));
});

/** Ends its thread. On the main thread that would be the process: there it does nothing. */
const exits = coroutine(import.meta, "exits", (code: number) => endThread(code));

const SIMPLE = {
  returns,
  sleeps,
  throws,
  throwsLater,
  neverEnds,
  ignoresCancel,
  swallowsCancel,
  cleansUp,
  failsInCleanup,
  givesFunction,
  blocks,
  computes,
  hasTasks,
  timesOut,
  usesThread,
  exits,
};

/** The name of a simple coroutine. */
export type SimpleName = keyof typeof SIMPLE;

/** A simple piece of work: what does it, and the number it is given. */
export type SimpleWork = readonly [name: SimpleName, value: number];

/** Makes the coroutine of a simple piece of work. */
export function makeSimple([name, value]: SimpleWork): Coroutine<unknown> {
  return SIMPLE[name](value);
}
