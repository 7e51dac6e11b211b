import { runCoroutineThreadsafe } from "sideloop";
import { assertEquals } from "@std/assert";
import process from "node:process";
import type { Worker } from "node:worker_threads";
import { test } from "../_harness/test.ts";
import { echo } from "../fixtures/echoes.ts";
import { GARBAGE, leaveParentPort, postGarbage } from "../fixtures/hostile/posts_garbage.ts";
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

test("EventLoop: goes on where a module lets go of the parentPort", async () => {
  await withLoop(async (loop) => {
    await runCoroutineThreadsafe(leaveParentPort(), loop);
    await new Promise((resolve) => setTimeout(resolve, 200)); // enough for a thread that ends
    assertEquals(await runCoroutineThreadsafe(echo(LARGE), loop), LARGE);
  });
});
