/**
 * What a program meets in a browser that it does not meet elsewhere, and what it does not meet there: the same file
 * runs everywhere.
 *
 * @module
 */
import {
  asyncHelper,
  AsyncService,
  CannotBlockError,
  isCancelled,
  newEventLoop,
  runCoroutineThreadsafe,
  SerializationError,
  setWorkerUrl,
  waitSync,
} from "sideloop";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { canBlock, isBrowser, sharesMemory, test } from "../_harness/test.ts";
import { blockOnBlob, blockOnText } from "../fixtures/browsers/blocks_inside.ts";
import {
  tellAfterFutures,
  tellAfterWaits,
  tellAtYields,
  waitByRun,
} from "../fixtures/browsers/knows_its_task.ts";
import { echo } from "../fixtures/echoes.ts";
import { withLoop } from "../fixtures/with_loop.ts";

const HEADERS =
  /Cross-Origin-Opener-Policy: same-origin.*Cross-Origin-Embedder-Policy: require-corp/;

const ELSEWHERE = {
  when: canBlock,
  reason: "this thread may block",
  link: "https://developer.mozilla.org/docs/Web/API/Window/crossOriginIsolated",
};
const WITHOUT_MEMORY = { ...ELSEWHERE, when: sharesMemory, reason: "threads share memory here" };
const WITH_MEMORY = { ...ELSEWHERE, when: !sharesMemory, reason: "threads share no memory here" };

test(
  "CannotBlockError: whatever would block this thread throws it, names await, and changes nothing",
  async () => {
    await withLoop(async (loop) => {
      const future = runCoroutineThreadsafe(echo(1), loop);
      const calls = {
        result: () => future.result(),
        "result in time": () => future.result(1_000),
        exception: () => future.exception(),
        waitSync: () => waitSync([future]),
        joinSync: () => loop.joinSync(100),
        runSync: () => asyncHelper.runSync(echo(1)),
      };
      for (const [name, call] of Object.entries(calls)) {
        const { message } = assertThrows(call, CannotBlockError);
        assert(/\bawait\b/i.test(message), `${name}: ${message}`);
        if (!sharesMemory) assert(HEADERS.test(message), `${name}: ${message}`);
      }
      assertEquals(await future, 1);
      assertEquals(future.result(), 1);
      await asyncHelper.dispose();
    });
  },
  { skip: ELSEWHERE },
);

test("CannotBlockError: a service's callSync throws it, its call works", async () => {
  const url = new URL("../fixtures/services/counter.ts", import.meta.url);
  const service = new AsyncService<{ add(n: number): number }>(url, "Counter").start();
  try {
    assertThrows(() => service.callSync("add", 1), CannotBlockError);
    assertEquals(typeof await service.call("add", 2), "number");
  } finally {
    await service.stop();
  }
}, { skip: ELSEWHERE });

test("Future.result: zero polls where a thread may not block", async () => {
  await withLoop(async (loop) => {
    const future = runCoroutineThreadsafe(echo("late"), loop);
    assertThrows(() => future.result(0), Error, "not done after 0 ms");
    assertEquals(await future, "late");
  });
});

test("EventLoop: a loop blocks on another one, and gets what is too long for a ring", async () => {
  await withLoop(async (loop) => {
    for (const length of [1, 300_000, 2_000_000]) {
      assertEquals(await runCoroutineThreadsafe(blockOnText(length, true), loop), length);
    }
  });
}, { skip: WITH_MEMORY });

test("EventLoop: blocked on before its thread could begin, says so instead of hanging", async () => {
  await withLoop(async (loop) => {
    const future = runCoroutineThreadsafe(blockOnText(1, false), loop);
    if (!isBrowser) return assertEquals(await future, 1);
    const { message } = await assertRejects(() => future, CannotBlockError);
    if (sharesMemory) assert(message.includes("await its ready"), message);
  });
});

test("EventLoop: what only structured clone carries reaches a blocked loop, or that says to await it", async () => {
  await withLoop(async (loop) => {
    const outcome = await runCoroutineThreadsafe(blockOnBlob("four"), loop);
    assertEquals(outcome, isBrowser ? "CannotBlockError, then 4" : "blocked for a blob of 4");
  });
});

test(
  "SerializationError: without shared memory a loop in an argument is refused with its path and the headers",
  async () => {
    await withLoop(async (loop) => {
      const error = assertThrows(
        () => runCoroutineThreadsafe(echo({ deep: [loop] }), loop),
        SerializationError,
      );
      assertEquals(error.path, "args[0].deep[0]");
      assert(HEADERS.test(error.message), error.message);
      assertEquals(loop.stats().pending, 0);
      assertEquals(await runCoroutineThreadsafe(echo(2), loop), 2);
    });
  },
  { skip: WITHOUT_MEMORY },
);

test("EventLoopOptions.debug: without shared memory it says what it will not see", async () => {
  const reports: string[] = [];
  const loop = newEventLoop({ debug: true, onError: (error) => reports.push(String(error)) });
  loop.start();
  assertEquals(await runCoroutineThreadsafe(echo(3), loop), 3);
  loop.stop();
  await loop.join();
  assert(reports.some((report) => HEADERS.test(report)), reports.join());
}, { skip: WITHOUT_MEMORY });

test("currentTask: is known after every wait of the library", async () => {
  await withLoop(async (loop) => {
    const names = await runCoroutineThreadsafe(tellAfterWaits(), loop, { name: "teller" });
    assertEquals(Object.keys(names).length, 8);
    assertEquals(new Set(Object.values(names)), new Set(["teller"]));
  });
});

test("currentTask: is known after a future, an item of a stream and the end of a loop were awaited", async () => {
  await withLoop(async (loop) => {
    const names = await runCoroutineThreadsafe(tellAfterFutures(), loop, { name: "teller" });
    assertEquals(Object.keys(names).length, 7);
    assertEquals(new Set(Object.values(names)), new Set(["teller"]));
  });
});

test("currentTask: is known at every step of a generator, whatever that awaits", async () => {
  await withLoop(async (loop) => {
    const future = runCoroutineThreadsafe(tellAtYields(), loop, { name: "teller" });
    assertEquals(await future, ["teller", "teller", "teller"]);
  });
});

test("Task.run: a wait begun in it is the task's: a cancellation ends it", async () => {
  await withLoop(async (loop) => {
    const future = runCoroutineThreadsafe(waitByRun(), loop);
    setTimeout(() => future.cancel(), 200);
    assert(isCancelled(await future.catch((error) => error)));
    await future.settled;
  });
});

test("setWorkerUrl: refuses what is no absolute URL, as the option workerUrl does", () => {
  for (const url of ["./worker.js", 7, undefined]) {
    assertThrows(() => setWorkerUrl(url as string), TypeError, "an absolute URL is required");
  }
  assertThrows(() => newEventLoop({ workerUrl: "worker.js" }), TypeError, "workerUrl");
});

test("EventLoopOptions.workerUrl: a module that is not there breaks the loop with the reason", async () => {
  const loop = newEventLoop({ workerUrl: new URL("./no_such_worker.js", import.meta.url) });
  const future = runCoroutineThreadsafe(echo(1), loop);
  loop.start();
  await assertRejects(() => future, Error, "AsyncLoop");
  await loop.join();
  assertEquals(loop.isClosed(), true);
});
