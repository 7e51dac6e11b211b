import {
  type Coroutine,
  coroutine,
  isMainThread,
  newEventLoop,
  type Stream,
  type StreamFuture,
} from "sideloop";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { useCoroutine } from "../../src/coroutine/coroutine_object.ts";
import { innerOfLoop } from "../../src/host/loop_handle.ts";
import { newSite } from "../../src/host/site.ts";
import { makeStreamFuture } from "../../src/host/stream_future.ts";
import { test } from "../_harness/test.ts";

const countTo = coroutine(import.meta, async function* countTo(count: number) {
  for (let n = 0; n < count; n++) yield n;
});
const fail = coroutine(import.meta, "fail", (): Stream<number> => {
  throw new RangeError("no");
});
const answer = coroutine(import.meta, "answer", () => 42);

type Submit = (work: Coroutine<unknown>) => StreamFuture<number>;

async function withLoop(body: (submit: Submit) => Promise<void>): Promise<void> {
  const loop = newEventLoop().start();
  const { submit } = innerOfLoop(loop);
  try {
    await body((coroutine) =>
      useCoroutine(
        coroutine,
        (work) => submit(work, {}, newSite(undefined, false), { makeFuture: makeStreamFuture }),
      ) as StreamFuture<number>
    );
  } finally {
    loop.stop();
    await loop.join();
  }
}

async function collect(items: AsyncIterable<number>): Promise<number[]> {
  const list: number[] = [];
  for await (const item of items) list.push(item);
  return list;
}

if (isMainThread) {
  test("StreamFuture: is iterated over as its stream, both ways", () =>
    withLoop(async (submit) => {
      assertEquals(await collect(submit(countTo(200))), Array.from({ length: 200 }, (_, n) => n));
      assertEquals([...submit(countTo(3))], [0, 1, 2]);
    }));

  test("StreamFuture: leaving early ends the generator", () =>
    withLoop(async (submit) => {
      const future = submit(countTo(1e9));
      for await (const item of future) if (item === 3) break;
      assertEquals(future.loop?.stats().running, 0);
      for (const item of submit(countTo(1e9))) if (item === 3) break;
      assertEquals(future.loop?.stats().running, 0);
    }));

  test("StreamFuture: what is no stream is given by await, and cannot be iterated over", () =>
    withLoop(async (submit) => {
      const future = submit(answer());
      assertEquals(await future as unknown, 42);
      const message = "Cannot iterate over the result of answer: it is no stream but 42";
      await assertRejects(() => collect(future), TypeError, message);
      assertThrows(() => [...future], TypeError, message);
    }));

  test("StreamFuture: a call that fails fails the iteration", () =>
    withLoop(async (submit) => {
      await assertRejects(() => collect(submit(fail())), RangeError, "no");
      assertThrows(() => [...submit(fail())], RangeError, "no");
    }));
}
