import { assertEquals } from "@std/assert";
import { test } from "../_harness/test.ts";
import { withLoop } from "../fixtures/with_loop.ts";
import { READS_TYPESCRIPT, urlOf, withFile } from "../fixtures/synckit/fixture.ts";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { coroutines, runCoroutineThreadsafe } from "sideloop";

type Tell = () => string;

test.blocking("createSyncFn: takes the source beside a file that was built from it", () => {
  withFile<Tell>("source_beside.mjs", (tell) => assertEquals(tell(), "the source"));
}, { skip: READS_TYPESCRIPT });

test.blocking("createSyncFn: a path may lack its ending", () => {
  withFile<Tell>("bare", (tell) => assertEquals(tell(), "with an ending"));
});

test.blocking("createSyncFn: a path with an ending that has no source beside it is that file", () => {
  withFile<(a: number, b: number) => number>("adds.mjs", (add) => assertEquals(add(1, 1), 2));
});

test("createSyncFn: works in a thread that somebody else has made", async () => {
  const worker = new Worker(urlOf("in_thread.ts"));
  const [answer] = await once(worker, "message");
  await worker.terminate();
  assertEquals(answer, 42);
});

test("createSyncFn: works in the thread of a loop", async () => {
  const { addThere } = coroutines<typeof import("../fixtures/synckit/in_loop.ts")>(
    urlOf("in_loop.ts"),
  );
  await withLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(addThere(20, 22), loop), 42);
  });
});

test.blocking("createSyncFn: a worker file may use another one", () => {
  withFile<(n: number) => number>("calls_another.ts", (fn) => assertEquals(fn(3), 40));
});
