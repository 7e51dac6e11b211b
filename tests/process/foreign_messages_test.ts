import { BrokenLoopError, newEventLoop, runCoroutineThreadsafe } from "sideloop";
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import process from "node:process";
import type { Worker } from "node:worker_threads";
import { test } from "../_harness/test.ts";
import { echo } from "../fixtures/echoes.ts";
import { GARBAGE, postGarbage, unrefParentPort } from "../fixtures/hostile/posts_garbage.ts";
import { withLoop } from "../fixtures/with_loop.ts";

/** Too large for the ring, so that it goes by the port. */
const LARGE = "x".repeat(300_000);

test("EventLoop: a module in its thread finds no port of the library, and what it posts is ignored", async () => {
  await withLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(postGarbage(), loop), []);
    assertEquals(await runCoroutineThreadsafe(echo(LARGE), loop), LARGE);
    assertEquals(loop.stats().failed, 0);
  });
});

test("EventLoop: what others post to its worker is ignored", async () => {
  const workers: Worker[] = [];
  const keep = (worker: Worker) => void workers.push(worker);
  process.on("worker", keep);
  await withLoop(async (loop) => {
    await loop.ready;
    for (const worker of workers) for (const message of GARBAGE) worker.postMessage(message);
    assertEquals(await runCoroutineThreadsafe(echo(LARGE), loop), LARGE);
    assertEquals(loop.stats().failed, 0);
  });
  process.off("worker", keep);
});

test("EventLoop: a module that lets go of what keeps its thread can end it, and whoever waits hears of that", async () => {
  const loop = newEventLoop().start();
  await runCoroutineThreadsafe(unrefParentPort(), loop);
  const outcomes = await Promise.allSettled([echo(LARGE), echo(1)].map(async (work) => {
    await runCoroutineThreadsafe(work, loop);
  }));
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") assertInstanceOf(outcome.reason, BrokenLoopError);
  }
  loop.stop();
  assert(await loop.join(10_000));
});
