import { type Future, runCoroutineThreadsafe, wait } from "sideloop";
import { assertEquals } from "@std/assert";
import { isBrowser, SHARES_MEMORY, test } from "../_harness/test.ts";
import { double } from "../fixtures/doubles.ts";
import { echo } from "../fixtures/echoes.ts";
import { countAndReturn, fetchAgain, quiet, serve, tick } from "../fixtures/stays_live.ts";
import { report, takeMessage } from "../fixtures/takes_messages.ts";
import { PATIENCE, withLoop } from "../fixtures/with_loop.ts";

const NO_SERVER = {
  when: isBrowser,
  reason: "no thread of a browser is a server",
  link: "https://nodejs.org/api/http.html",
};

function sharedWord(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4));
}

test("runCoroutineThreadsafe: 50,000 submissions in one go start in order and all settle", async () => {
  await withLoop(async (loop) => {
    const futures = Array.from(
      { length: 50_000 },
      (_, n) => runCoroutineThreadsafe(takeMessage(n, n, 0), loop),
    );
    const results = await Promise.all(futures);
    assertEquals(results.every((result, n) => (result as { number: number }).number === n), true);
    assertEquals(await runCoroutineThreadsafe(report(), loop), { begun: 50_000, disordered: 0 });
  });
});

test("runCoroutineThreadsafe: small, large and uncommon arguments keep their order", async () => {
  const payloads = [1, "x".repeat(300_000), /text/, new Uint8Array(500_000), new DOMException("e")];
  await withLoop(async (loop) => {
    const futures = Array.from(
      { length: 500 },
      (_, n) => runCoroutineThreadsafe(takeMessage(n, payloads[n % 5], 0), loop),
    );
    await wait(futures);
    assertEquals(await runCoroutineThreadsafe(report(), loop), { begun: 500, disordered: 0 });
  });
});

test("runCoroutineThreadsafe: a loop busy for 50 ms loses nothing of what piles up", async () => {
  await withLoop(async (loop) => {
    const futures = Array.from(
      { length: 5_000 },
      (_, n) => runCoroutineThreadsafe(takeMessage(n, "x".repeat(100), n === 0 ? 50 : 0), loop),
    );
    await wait(futures);
    assertEquals(await runCoroutineThreadsafe(report(), loop), { begun: 5_000, disordered: 0 });
  });
});

test.blocking("EventLoop: results that nobody fetches do not block the loop", async () => {
  await withLoop(async (loop) => {
    const words = sharedWord();
    const futures: Future<string>[] = [];
    for (let n = 0; n < 2_000; n++) {
      futures.push(runCoroutineThreadsafe(countAndReturn(words, 1_000), loop));
    }
    while (Atomics.load(words, 0) < 2_000) Atomics.wait(sharedWord(), 0, 0, 5);
    for (const future of futures) assertEquals(future.result(PATIENCE).length, 1_000);
    await wait(futures);
  });
});

test.blocking("EventLoop: timers tick while blocking calls never pause", async () => {
  await withLoop(async (loop) => {
    const ticks = sharedWord();
    await runCoroutineThreadsafe(tick(ticks), loop);
    while (Atomics.load(ticks, 0) < 10) {
      assertEquals(runCoroutineThreadsafe(double(21), loop).result(PATIENCE), 42);
    }
    await runCoroutineThreadsafe(quiet(), loop);
  });
});

test("EventLoop: timers tick while awaited calls never pause", async () => {
  await withLoop(async (loop) => {
    const ticks = sharedWord();
    await runCoroutineThreadsafe(tick(ticks), loop);
    while (Atomics.load(ticks, 0) < 10) {
      await Promise.all(Array.from({ length: 200 }, () => runCoroutineThreadsafe(echo(1), loop)));
    }
    await runCoroutineThreadsafe(quiet(), loop);
  });
}, { skip: SHARES_MEMORY });

test.blocking("EventLoop: sockets answer while blocking calls never pause", async () => {
  await withLoop(async (loop) => {
    await withLoop(async (client) => {
      const answers = sharedWord();
      const port = await runCoroutineThreadsafe(serve(), loop);
      const fetching = runCoroutineThreadsafe(fetchAgain(port, answers, 10), client);
      while (Atomics.load(answers, 0) < 10) {
        assertEquals(runCoroutineThreadsafe(double(21), loop).result(PATIENCE), 42);
      }
      await fetching;
      await runCoroutineThreadsafe(quiet(), loop);
    });
  });
}, { skip: NO_SERVER });

test("await: timers of the awaiting thread tick while awaited calls never pause", async () => {
  await withLoop(async (loop) => {
    let ticks = 0;
    const timer = setInterval(() => ticks += 1, 10);
    while (ticks < 10) await runCoroutineThreadsafe(echo(1), loop);
    clearInterval(timer);
  });
});

test("Future.cancel: what is cancelled behind a flood, before it began, never begins", async () => {
  await withLoop(async (loop) => {
    const counted = sharedWord();
    const busy = runCoroutineThreadsafe(takeMessage(0, "busy", 200), loop);
    const cancelled = runCoroutineThreadsafe(countAndReturn(counted, 1), loop);
    const others = Array.from({ length: 2_000 }, (_, n) => runCoroutineThreadsafe(echo(n), loop));
    assertEquals(busy.done(), false);
    cancelled.cancel();
    await wait([busy, cancelled, ...others]);
    assertEquals(Atomics.load(counted, 0), 0);
  });
}, { skip: SHARES_MEMORY });
