import { CancelledError, InvalidStateError, isCancelled, mainLoop, TimeoutError } from "sideloop";
import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { SHARES_MEMORY, test } from "../_harness/test.ts";
import type { Feed } from "../fixtures/services/feed.ts";
import { withService } from "../fixtures/services/with_service.ts";
import { PATIENCE, withLoop } from "../fixtures/with_loop.ts";

type Body = Parameters<typeof withService<Feed>>[2];

const withFeed = (body: Body) => withService<Feed>("./feed.ts", "Feed", body);

/** All items of an iteration. */
async function listOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

test("AsyncService.call: of an async generator is iterated over with for await", async () => {
  await withFeed(async (service) => {
    assertEquals(await listOf(service.call("count", { to: 3 })), [1, 2, 3]);
    assertEquals(await listOf(await service.call("count", { to: 3 })), [1, 2, 3]);
  });
});

test.blocking("AsyncService.call: of an async generator is iterated over with for, blocking", async () => {
  await withFeed((service) => {
    assertEquals([...service.call("count", { to: 3 })], [1, 2, 3]);
    assertEquals([...service.callSync("count", { to: 3 })], [1, 2, 3]);
  });
});

test("AsyncService.call: what the generator returned comes last", async () => {
  await withFeed(async (service) => {
    const steps = (await service.call("count", { to: 1 }))[Symbol.asyncIterator]();
    assertEquals([await steps.next(), await steps.next()], [
      { value: 1, done: false },
      { value: "1 numbers", done: true },
    ]);
  });
});

test.blocking("AsyncService.call: leaving a stream early reaches the generator, awaited and blocking", async () => {
  await withFeed(async (service) => {
    for await (const number of service.call("stall")) {
      assertEquals(number, 1);
      break;
    }
    assertEquals(await service.call("ended"), 1);
    for (const number of service.callSync("stall")) {
      assertEquals(number, 1);
      break;
    }
    assertEquals(service.callSync("ended"), 2);
    assertEquals(service.loop.stats().running, 0);
  });
});

test.blocking("AsyncService.call: what a generator throws comes after its items", async () => {
  await withFeed(async (service) => {
    const items: number[] = [];
    await assertRejects(
      async () => {
        for await (const item of service.call("fail")) items.push(item);
      },
      RangeError,
      "no more",
    );
    assertEquals(items, [1]);
    const error = assertThrows(() => [...service.callSync("fail")], RangeError, "no more");
    assertMatch(error.stack ?? "", /submitted from[^]*service_stream_test/);
  });
});

test("AsyncService.call: iterating over what is no stream is a TypeError", async () => {
  await withFeed(async (service) => {
    const future = service.call("ended") as unknown as AsyncIterable<number> & Iterable<number>;
    await assertRejects(() => listOf(future), TypeError, "Feed.ended: it is no stream but 0");
    assertThrows(() => [...future], TypeError, "it is no stream");
  });
});

test("AsyncService.call: a stream is iterated over once", async () => {
  await withFeed(async (service) => {
    const stream = await service.call("count", { to: 1 });
    assertEquals(await listOf(stream), [1]);
    await assertRejects(() => listOf(stream), InvalidStateError);
  });
});

test("AsyncService.call: the time limit is for the stream to begin", async () => {
  await withFeed(async (service) => {
    const future = service.call("late", undefined, { timeout: 30 });
    await assertRejects(() => listOf(future), TimeoutError, "Feed.late");
    await future.settled;
    assertEquals(await listOf(service.call("count", { to: 2 }, { timeout: PATIENCE })), [1, 2]);
    assertEquals(service.loop.stats().running, 0);
  });
});

test("AsyncService.call: an aborted signal ends the stream and its generator", async () => {
  await withFeed(async (service) => {
    const controller = new AbortController();
    const options = { signal: controller.signal };
    const steps = service.call("stall", undefined, options)[Symbol.asyncIterator]();
    assertEquals(await steps.next(), { value: 1, done: false });
    controller.abort("enough");
    await assertRejects(() => Promise.resolve(steps.next()), CancelledError, "enough");
    assertEquals(await service.call("untilEnded"), "ended");
  });
});

test("AsyncService.stop: ends a stream that is being read", async () => {
  await withFeed(async (service) => {
    const steps = service.call("stall")[Symbol.asyncIterator]();
    await steps.next();
    const next = Promise.resolve(steps.next()).catch((error) => error);
    const { terminated } = await service.stop();
    assertEquals([isCancelled(await next), terminated], [true, false]);
  });
});

test("AsyncService.call: the task of a generator is that of its method", async () => {
  await withFeed(async (service) => {
    assertEquals(await listOf(service.call("name")), ["Feed.name"]);
  });
});

test("AsyncService: is made with a loop, and given one with a call", async () => {
  await withLoop(async (loop) => {
    const options = { args: [loop] };
    await withService<Feed>("./feed.ts", "Feed", async (service) => {
      assertEquals(await service.call("addElsewhere"), 3);
      assertEquals(await service.call("addElsewhere", { loop: mainLoop() }), 3);
    }, options);
  });
}, { skip: SHARES_MEMORY });

test("Stream.cancel: ends the stream and its generator, from wherever it is held", async () => {
  await withFeed(async (service) => {
    const stream = await service.call("stall");
    const steps = stream[Symbol.asyncIterator]();
    await steps.next();
    stream.cancel("enough");
    await assertRejects(() => Promise.resolve(steps.next()), CancelledError, "enough");
    assertEquals(await service.call("untilEnded"), "ended");
    stream.cancel();
  });
});

test("StreamFuture.cancel: cancels the stream that has begun, and no other", async () => {
  await withFeed(async (service) => {
    const future = service.call("stall");
    const steps = future[Symbol.asyncIterator]();
    await steps.next();
    assertEquals([future.cancel("enough"), future.cancelled()], [true, false]);
    await assertRejects(() => Promise.resolve(steps.next()), CancelledError, "enough");
    assertEquals([future.cancel(), await service.call("untilEnded")], [false, "ended"]);
    const ended = service.call("ended");
    await ended;
    assertEquals(ended.cancel(), false);
  });
});
