import { asCompleted, AsyncService, CancelledError, TimeoutError, wait } from "sideloop";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { SHARES_MEMORY, test } from "../_harness/test.ts";
import { raise, raised, sharedWords } from "../fixtures/blocks_thread.ts";
import { Recorder } from "../fixtures/recorded_reports.ts";
import type { Waits } from "../fixtures/services/waits.ts";
import { serviceUrl, withService } from "../fixtures/services/with_service.ts";
import { failureOf, PATIENCE, thrownBy } from "../fixtures/with_loop.ts";

/** Milliseconds that are up soon. */
const SHORT = 60;
const MESSAGE = `Waits.sleepLong did not end within ${SHORT} ms`;

/** With a service that has answered before: the times are too short to load its module. */
function withWaits(body: (service: AsyncService<Waits>) => unknown): Promise<void> {
  return withService<Waits>("waits.ts", "Waits", async (service) => {
    await service.call("ends");
    await body(service);
  });
}

/** Waits until nothing of the service is under way. */
async function idle(service: AsyncService<Waits>): Promise<void> {
  while (service.loop.stats().running > 0) await new Promise((resolve) => setTimeout(resolve, 1));
}

test("AsyncService.call timeout: fails with TimeoutError and cancels the method", async () => {
  await withWaits(async (service) => {
    const future = service.call("sleepLong", undefined, { timeout: SHORT });
    const error = await failureOf(future);
    assertInstanceOf(error, TimeoutError);
    assertEquals([error.code, error.message], ["TIMEOUT", MESSAGE]);
    assert(error.stack?.includes("service_timeout_test.ts"), error.stack);
    await future.settled;
    const { pending, running, cancelled } = service.loop.stats();
    assertEquals([pending, running, cancelled], [0, 0, 1]);
    assertEquals(await service.call("ends"), [`CancelledError: ${MESSAGE}`]);
  });
});

test.blocking("AsyncService.call timeout: a thread that blocks on the future is woken", async () => {
  await withWaits((service) => {
    const future = service.call("sleepLong", undefined, { timeout: SHORT });
    assertThrows(() => future.result(), TimeoutError, MESSAGE);
    assertStrictEquals(future.exception(), thrownBy(() => future.result()));
    const times = [1, 2, 3].map(() => {
      const begin = performance.now();
      service.call("sleepLong", undefined, { timeout: SHORT }).exception();
      return performance.now() - begin;
    });
    assert(Math.min(...times) < 10 * SHORT, String(times));
  });
});

test.blocking("AsyncService.call timeout: a wait that ends sooner changes nothing", async () => {
  await withWaits((service) => {
    const future = service.call("sleepLong", undefined, { timeout: 2 * SHORT });
    const error = thrownBy(() => future.result(1)) as TimeoutError;
    assertEquals(error.code, "WAIT_TIMEOUT");
    assertEquals((future.exception() as TimeoutError).code, "TIMEOUT");
  });
});

test("AsyncService.call timeout: holds while the loop is busy", async () => {
  await withWaits(async (service) => {
    const words = sharedWords();
    const future = service.call("block", words, { timeout: 10 * SHORT });
    assert(await raised(words, 0, PATIENCE));
    const waiting = service.call("sleepLong", undefined, { timeout: SHORT });
    await assertRejects(async () => await future, TimeoutError, "Waits.block");
    await assertRejects(() => waiting, TimeoutError, MESSAGE);
    raise(words, 1);
    await Promise.all([future.settled, waiting.settled]);
    assertEquals(await service.call("ends"), []);
  });
}, { skip: SHARES_MEMORY });

test(
  "AsyncService.call timeout: the future is done at once, and settled when the method has ended",
  async () => {
    await withWaits(async (service) => {
      const words = sharedWords();
      const future = service.call("cleanUp", words, { timeout: SHORT });
      let settled = false;
      void future.settled.then(() => settled = true);
      assert(await raised(words, 0, PATIENCE));
      await assertRejects(() => future, TimeoutError);
      assertEquals([future.done(), future.running(), future.cancelled()], [true, false, false]);
      assertEquals([future.cancel(), future.cancelled()], [false, false]);
      assertEquals(
        String(future),
        'Future { name: "Waits.cleanUp", state: "finished", raised: "TimeoutError" }',
      );
      assertEquals([settled, service.loop.stats().running], [false, 1]);
      raise(words, 1);
      await future.settled;
      assertEquals([settled, service.loop.stats().running], [true, 0]);
      assertInstanceOf(future.exception(), TimeoutError);
      assertEquals(await service.call("ends"), ["cleaned up"]);
    });
  },
  { skip: SHARES_MEMORY },
);

test(
  "AsyncService.call timeout: wait and asCompleted count it when the method has ended",
  async () => {
    await withWaits(async (service) => {
      const words = sharedWords();
      const future = service.call("cleanUp", words, { timeout: SHORT });
      assert(await raised(words, 0, PATIENCE));
      await assertRejects(() => future, TimeoutError);
      assertEquals((await wait([future], { timeout: 0 })).notDone.size, 1);
      raise(words, 1);
      assertEquals((await wait([future], { returnWhen: "FIRST_EXCEPTION" })).done.size, 1);
      for await (const done of asCompleted([future])) {
        assertInstanceOf(done.exception(), TimeoutError);
      }
    });
  },
  { skip: SHARES_MEMORY },
);

test("AsyncService.call timeout: a late answer is dropped", async () => {
  await withWaits(async (service) => {
    const words = sharedWords();
    const future = service.call("answerLate", words, { timeout: SHORT });
    assert(await raised(words, 0, PATIENCE));
    const error = await failureOf(future);
    await future.settled;
    assertStrictEquals(await failureOf(future), error);
    assertEquals(await service.call("ends"), [`Waits.answerLate did not end within ${SHORT} ms`]);
  });
}, { skip: SHARES_MEMORY });

test("AsyncService.call timeout: done callbacks are called once, with the future", async () => {
  await withWaits(async (service) => {
    const future = service.call("sleepLong", undefined, { timeout: SHORT });
    const calls: unknown[] = [];
    future.addDoneCallback((done) => calls.push(done));
    await failureOf(future);
    await future.settled;
    assertEquals(calls, [future]);
  });
});

test.blocking("AsyncService.call timeout: an answer in time is kept, and nothing happens later", async () => {
  await withWaits(async (service) => {
    const future = service.call("ends", undefined, { timeout: 500 });
    assertEquals(await future, []);
    assertThrows(() => service.callSync("sleepLong", undefined, { timeout: SHORT }), TimeoutError);
    assertEquals(future.result(0), []);
  });
});

test("AsyncService.call timeout: of several calls each has its own time", async () => {
  await withWaits(async (service) => {
    const order: number[] = [];
    const times = [90, 30, 60, 30, 3_600_000, Infinity];
    const futures = times.map((timeout) => service.call("sleepLong", undefined, { timeout }));
    futures.forEach((future, index) => future.addDoneCallback(() => order.push(index)));
    await Promise.all(futures.slice(0, 4).map((future) => failureOf(future)));
    assertEquals(order, [1, 3, 2, 0]);
    assertEquals(futures.slice(4).map((future) => future.done()), [false, false]);
  });
});

test("AsyncService.call timeout: zero and less fail at once and call nothing", async () => {
  await withWaits(async (service) => {
    const words = sharedWords();
    for (let round = 0; round < 50; round++) {
      const timeout = [0, -1, -Infinity][round % 3] as number;
      const future = service.call("sleepLong", words, { timeout });
      assertEquals(future.done(), true);
      await future.settled;
      assertThrows(() => future.result(), TimeoutError, "did not end within 0 ms");
      assertThrows(() => service.callSync("sleepLong", words, { timeout }), TimeoutError);
    }
    assertEquals(await service.call("ends"), []);
    assertEquals([words[0], service.loop.stats().running], [0, 0]);
  });
}, { skip: SHARES_MEMORY });

test.blocking("AsyncService.callSync timeout: throws TimeoutError and cancels the method", async () => {
  await withWaits(async (service) => {
    const error = thrownBy(() => service.callSync("sleepLong", undefined, { timeout: SHORT }));
    assertInstanceOf(error, TimeoutError);
    assertEquals([error.code, error.message], ["TIMEOUT", MESSAGE]);
    assert(error.stack?.includes("service_timeout_test.ts"), error.stack);
    await idle(service);
    assertEquals(await service.call("ends"), [`CancelledError: ${MESSAGE}`]);
    assertEquals(service.loop.stats().pending, 0);
  });
});

test.blocking("AsyncService.callSync timeout: NaN is refused, Infinity waits for ever", async () => {
  await withWaits((service) => {
    const call = (timeout: number) => service.callSync("ends", undefined, { timeout });
    assertThrows(() => call(NaN), RangeError);
    assertEquals(call(Infinity), []);
    assertEquals(call(2 ** 40), []);
  });
});

test("AsyncService.call timeout: one nobody has looked at is reported at the stop", async () => {
  const recorder = new Recorder();
  const options = { onError: recorder.handle };
  const service = new AsyncService<Waits>(serviceUrl("waits.ts"), "Waits", options).start();
  await service.loop.ready;
  await service.call("sleepLong", undefined, { timeout: SHORT }).settled;
  await service.call("sleepLong", undefined, { timeout: 0 }).settled;
  const { errors } = await service.stop();
  assertEquals(errors.map(String), [
    `TimeoutError: ${MESSAGE}`,
    "TimeoutError: Waits.sleepLong did not end within 0 ms",
  ]);
  assertEquals(recorder.messages().length, 2);
});

test("AsyncService.stop: cancels calls that have a timeout, which then is over", async () => {
  const service = new AsyncService<Waits>(serviceUrl("waits.ts"), "Waits").start();
  await service.loop.ready;
  const future = service.call("sleepLong", undefined, { timeout: SHORT });
  await service.stop();
  await assertRejects(() => future, CancelledError);
  await new Promise((resolve) => setTimeout(resolve, SHORT));
  assertEquals(future.cancelled(), true);
});
