import {
  BrokenLoopError,
  CancelledError,
  type Coroutine,
  coroutines,
  type EventLoop,
  getRunningLoop,
  InvalidStateError,
  LoopAlreadyRunningError,
  LoopClosedError,
  newEventLoop,
  runCoroutineThreadsafe,
  SerializationError,
  toThread,
} from "sideloop";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { SHARES_MEMORY, test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { raised, sharedWords } from "../fixtures/blocks_thread.ts";
import {
  areSame,
  askAll,
  askBeside,
  askContext,
  askWhere,
  askWhereSync,
  giveBack,
  keepLoop,
  nameClasses,
} from "../fixtures/loops/asks_loop.ts";
import { controlLoop, endLoop, isOwn, offerOwn, passOn } from "../fixtures/loops/controls_loop.ts";
import { endThread, makeIdleLoop, makeLoop, startIdleLoop } from "../fixtures/loops/makes_loops.ts";
import { allTaken, produce } from "../fixtures/loops/produces.ts";
import {
  awaitElsewhere,
  blockElsewhere,
  cancelElsewhere,
  type Ending,
  waitForBoth,
} from "../fixtures/loops/waits_elsewhere.ts";
import { sleepLong } from "../fixtures/sleeps_long.ts";
import { endOf, PATIENCE, withIdleLoop, withLoop } from "../fixtures/with_loop.ts";

const { describe, stopIt } = coroutines<
  typeof import("../fixtures/loops/knows_no_library.ts")
>(new URL("../fixtures/loops/knows_no_library.ts", import.meta.url));

/** Runs `body` with two started loops, and ends them however it ends. */
async function withTwoLoops(
  body: (one: EventLoop, other: EventLoop) => void | Promise<void>,
): Promise<void> {
  await withLoop(async (one) => {
    await withLoop((other) => body(one, other), { name: "Other" });
  }, { name: "One" });
}

function run<T>(
  coroutine: Coroutine<T>,
  loop: EventLoop,
  options: Parameters<typeof runCoroutineThreadsafe>[2] = {},
): Promise<T> {
  return runCoroutineThreadsafe(coroutine, loop, options);
}

test.blocking("EventLoop: as an argument is a handle that takes work, awaited and blocked for", async () => {
  await withTwoLoops(async (one, other) => {
    assertEquals(await run(askWhere(other), one), "Other");
    assertEquals(runCoroutineThreadsafe(askWhereSync(other), one).result(PATIENCE), "Other");
    assertEquals(await run(askWhere(one), other), "One");
  });
});

test("EventLoop: crosses in objects, arrays, maps and sets, and in the context", async () => {
  await withTwoLoops(async (one, other) => {
    const value = { list: [other, one], map: new Map([["a", other]]), set: new Set([one]) };
    const expected = ["Other", "One", "Other", "One"];
    assertEquals(await run(askAll(value), one), expected);
    assertEquals(await run(askAll(value), one), expected);
    const context = { loop: other };
    assertEquals(await runCoroutineThreadsafe(askContext(), one, { context }), "Other");
  });
}, { skip: SHARES_MEMORY });

test("EventLoop: crosses beside what goes by port: a transfer, an error with fields", async () => {
  await withTwoLoops(async (one, other) => {
    for (let round = 0; round < 2; round++) {
      const bytes = new Uint8Array(8);
      const error = Object.assign(new Error("odd"), { code: "E_ODD" });
      const future = runCoroutineThreadsafe(askBeside(bytes, error, other), one, {
        transfer: [bytes.buffer],
      });
      assertEquals(await future, [8, "odd", "Other"]);
    }
  });
}, { skip: SHARES_MEMORY });

test(
  "EventLoop: crosses beside objects that have fields and are cloned by other means",
  async () => {
    await withTwoLoops(async (one, other) => {
      const port = new MessageChannel().port1;
      const odd = [
        Object.assign(/x/, { a: 1 }),
        Object.assign(new ArrayBuffer(1), { a: 1 }),
        new String("ab"),
        Object.assign(port, { a: 1 }),
      ];
      const names = await run(nameClasses([other, ...odd]), one, { transfer: [port] });
      assertEquals(names.slice(1), ["RegExp", "ArrayBuffer", "String", "MessagePort"]);
      const back = await run(giveBack([other, odd[0], odd[2]]), one) as unknown[];
      assertEquals(back.map(Object.prototype.toString.call.bind(Object.prototype.toString)), [
        "[object EventLoop]",
        "[object RegExp]",
        "[object String]",
      ]);
    });
  },
  { skip: SHARES_MEMORY },
);

test("EventLoop: in an error it is refused, known there or not, and nothing moves", async () => {
  await withTwoLoops(async (one, other) => {
    const bytes = new Uint8Array(8);
    const refused = () => {
      const error = assertThrows(
        () =>
          run(giveBack([bytes, new Error("odd", { cause: other })]), one, {
            transfer: [bytes.buffer],
          }),
        SerializationError,
      );
      assertEquals([error.path, bytes.length], ["args[0][1].cause", 8]);
    };
    refused();
    await run(giveBack(other), one);
    refused();
  });
}, { skip: SHARES_MEMORY });

test("EventLoop: is the same object wherever a thread meets it", async () => {
  await withTwoLoops(async (one, other) => {
    assertEquals(await run(areSame(other, other), one), true);
    assertEquals(await run(areSame(one, other), one), false);
    assertEquals(await run(keepLoop(other), one), false);
    assertEquals(await run(keepLoop(other), one), true);
    assertStrictEquals(await run(giveBack(other), one), other);
    const pair = await run(giveBack([one, one]), other) as EventLoop[];
    assertStrictEquals(pair[0], one);
    assertStrictEquals(pair[1], one);
  });
}, { skip: SHARES_MEMORY });

test("EventLoop: of the thread itself arrives as the running loop", async () => {
  await withLoop(async (loop) => {
    assertEquals(await run(isOwn(loop), loop), true);
  });
}, { skip: SHARES_MEMORY });

test("EventLoop: crosses to a module that does not know the library", async () => {
  await withTwoLoops(async (one, other) => {
    assertEquals(await run(describe(other), one), "Other true");
    await run(stopIt(other), one);
    assertEquals(await other.join(PATIENCE), true);
  });
}, { skip: SHARES_MEMORY });

test.blocking("EventLoop: made by a loop is returned, used here and passed on", async () => {
  await withTwoLoops(async (one, other) => {
    const inner = await run(makeLoop("Inner"), one);
    assertEquals([inner.name, inner.isRunning()], ["Inner", true]);
    assertEquals(await run(askWhere(inner), other), "Inner");
    assertEquals(runCoroutineThreadsafe(add(1, 2), inner).result(PATIENCE), 3);
    await inner.ready;
    await endOf(inner);
    assertEquals(inner.isClosed(), true);
  });
});

test("EventLoop: before its start it queues what another thread hands it", async () => {
  await withLoop(async (one) => {
    await withIdleLoop(async (idle) => {
      const future = runCoroutineThreadsafe(askWhere(idle), one);
      await run(add(0, 0), one);
      idle.start();
      assertEquals(await future, idle.name);
    });
    const remote = await run(makeIdleLoop("Idle"), one);
    assertEquals([remote.isRunning(), remote.isClosed()], [false, false]);
    const future = runCoroutineThreadsafe(add(1, 2), remote);
    const ready = remote.ready;
    await run(startIdleLoop(), one);
    await ready;
    assertEquals([await future, remote.isRunning()], [3, true]);
    await endOf(remote);
  });
}, { skip: SHARES_MEMORY });

for (const end of ["stop", "terminate"] as const) {
  test(
    `EventLoop.${end}: by another thread, of a loop that was never started, ends what it was handed`,
    async () => {
      await withLoop(async (one) => {
        await withIdleLoop(async (idle) => {
          const future = runCoroutineThreadsafe(add(1, 2), idle);
          await run(endLoop(idle, end), one);
          assertInstanceOf(await future.catch((error) => error), CancelledError);
          assertEquals(idle.isClosed(), true);
          assertThrows(() => runCoroutineThreadsafe(add(1, 2), idle), LoopClosedError);
        });
      });
    },
    { skip: SHARES_MEMORY },
  );
}

test("EventLoop: a job on a pool thread can use it", async () => {
  await withLoop(async (loop) => {
    assertEquals(await toThread(askWhereSync(loop)), loop.name);
  });
}, { skip: SHARES_MEMORY });

test(
  "EventLoop: four producers at once lose and repeat nothing, each in its order [64]",
  async () => {
    const count = 500;
    const producers = ["a", "b", "c", "d"];
    await withLoop(async (consumer) => {
      const loops = producers.map((name) => newEventLoop({ name }).start());
      const sums = await Promise.all(
        loops.map((loop) => runCoroutineThreadsafe(produce(loop.name, count, consumer), loop)),
      );
      const taken = await run(allTaken(), consumer);
      await Promise.all(loops.map(endOf));
      const even = Array.from({ length: count }, (_, number) => number);
      for (const producer of producers) {
        assertEquals(taken.filter(([name]) => name === producer).map(([, number]) => number), even);
      }
      const sum = even.filter((number) => number % 2 === 0).reduce((a, b) => a + b);
      assertEquals([taken.length, ...sums], [4 * count, sum, sum, sum, sum]);
    });
  },
  { skip: SHARES_MEMORY },
);

test("EventLoop: counts the work of all its submitters", async () => {
  await withTwoLoops(async (one, other) => {
    await run(askWhere(other), one);
    await run(add(1, 2), other);
    assertEquals(other.stats().completed, 2);
  });
}, { skip: SHARES_MEMORY });

test("EventLoop: another thread cancels what it has handed in", async () => {
  await withTwoLoops(async (one, other) => {
    assertEquals(await run(cancelElsewhere(other), one), [true, true]);
  });
}, { skip: SHARES_MEMORY });

test("waitSync: on one loop for futures of two others", async () => {
  await withTwoLoops(async (one, other) => {
    await withLoop(async (third) => {
      assertEquals(await run(waitForBoth(other, third), one), 3);
    });
  });
}, { skip: SHARES_MEMORY });

test("EventLoop: what only its owner may do is refused elsewhere, and says so", async () => {
  await withTwoLoops(async (one, other) => {
    const refusals = await run(controlLoop(other), one);
    assertEquals(refusals, {
      start: "LoopAlreadyRunningError",
      close: "InvalidStateError",
      setExceptionHandler: "InvalidStateError",
    });
    assertEquals(other.isRunning(), true);
    const idle = await run(makeIdleLoop("Idle"), one);
    assertThrows(() => idle.start(), InvalidStateError, "the thread that made the loop does");
    idle.stop();
    assertThrows(() => idle.start(), LoopClosedError);
  });
}, { skip: SHARES_MEMORY });

for (const [way, wait] of [["awaits", awaitElsewhere], ["blocks", blockElsewhere]] as const) {
  /** Has a loop wait for another, then does something to that one. */
  const endingAfter = async (
    one: EventLoop,
    other: EventLoop,
    act: () => unknown,
  ): Promise<Ending> => {
    const words = sharedWords();
    const future = runCoroutineThreadsafe(wait(other, words), one);
    assert(await raised(words, 0, PATIENCE));
    await act();
    return await future;
  };

  test(`EventLoop.stop: a third thread that ${way} is told [138]`, async () => {
    await withTwoLoops(async (one, other) => {
      const ending = await endingAfter(one, other, () => endOf(other));
      assertEquals(ending, { error: "CancelledError", cancelled: true, code: "CANCELLED" });
      await assertRejects(() => run(askWhere(other), one), LoopClosedError);
    });
  }, { skip: SHARES_MEMORY });

  test(`EventLoop.terminate: a third thread that ${way} is told [195]`, async () => {
    await withTwoLoops(async (one, other) => {
      const ending = await endingAfter(one, other, () => other.terminate());
      assertEquals(ending, { error: "BrokenLoopError", cancelled: false, code: "BROKEN_LOOP" });
      await assertRejects(() => run(askWhere(other), one), BrokenLoopError);
    });
  }, { skip: SHARES_MEMORY });

  test(`EventLoop: a third thread that ${way} is told when it ends itself [195]`, async () => {
    await withTwoLoops(async (one, other) => {
      const ending = await endingAfter(one, other, () => run(endThread(), other).catch(() => {}));
      assertEquals(ending.error, "BrokenLoopError");
    });
  }, { skip: SHARES_MEMORY });

  test(
    `EventLoop: a third thread that ${way} is told when the thread ends that made it`,
    async () => {
      await withTwoLoops(async (one, maker) => {
        const inner = await run(makeLoop("Inner"), maker);
        const ending = await endingAfter(one, inner, () => maker.terminate());
        assertEquals(ending.error, "BrokenLoopError");
        assertThrows(() => runCoroutineThreadsafe(add(1, 2), inner), BrokenLoopError);
        assertEquals([inner.isRunning(), await inner.join(PATIENCE)], [false, true]);
      });
    },
    { skip: SHARES_MEMORY },
  );
}

test("EventLoop.terminate: by another thread than its owner", async () => {
  await withTwoLoops(async (one, maker) => {
    const inner = await run(makeLoop("Inner"), maker);
    const future = runCoroutineThreadsafe(sleepLong(), inner);
    await inner.terminate();
    assertInstanceOf(await future.catch((error) => error), BrokenLoopError);
    await assertRejects(() => run(askWhere(inner), one), BrokenLoopError);
    assertEquals(await run(add(1, 2), maker), 3);
  });
}, { skip: SHARES_MEMORY });

test.blocking("EventLoop.stop: by another thread refuses, cancels and ends as ever", async () => {
  await withTwoLoops(async (one, maker) => {
    const inner = await run(makeLoop("Inner"), maker);
    const future = runCoroutineThreadsafe(sleepLong(), inner);
    inner.stop();
    assertEquals([future.cancelled(), inner.isRunning()], [true, false]);
    assertThrows(() => runCoroutineThreadsafe(add(1, 2), inner), LoopClosedError);
    assertEquals(inner.joinSync(PATIENCE), true);
    await future.settled;
    await assertRejects(() => run(askWhere(inner), one), LoopClosedError);
  });
});

test.blocking("EventLoop.stop: handed to the loop by another thread, comes after what it handed in before [84]", async () => {
  await withTwoLoops(async (_, maker) => {
    const inner = await run(makeLoop("Inner"), maker);
    await run(add(0, 0), inner);
    const future = runCoroutineThreadsafe(add(1, 2), inner);
    inner.callSoonThreadsafe(inner.stop);
    assertEquals([await future, inner.joinSync(PATIENCE)], [3, true]);
  });
});

test("EventLoop: over and done with, it still crosses, and refuses work", async () => {
  await withLoop(async (one) => {
    const closed = newEventLoop();
    closed.close();
    await assertRejects(() => run(askWhere(closed), one), LoopClosedError);
    await assertRejects(() => run(askWhere(closed), one), LoopClosedError);
  });
}, { skip: SHARES_MEMORY });

test("EventLoop: started, it can be passed on by the thread that was given it", async () => {
  await withTwoLoops(async (one, other) => {
    await withLoop(async (third) => {
      assertEquals(await run(passOn(other, third), one), "Other");
    });
  });
}, { skip: SHARES_MEMORY });

test("newEventLoop: an initializer is given a loop", async () => {
  await withLoop(async (other) => {
    const initializer = keepLoop(other);
    await withLoop(async (loop) => {
      assertEquals(await run(keepLoop(other), loop), true);
    }, { initializer });
  });
}, { skip: SHARES_MEMORY });

test("LoopAlreadyRunningError: a loop cannot be started again by who was given it", async () => {
  await withTwoLoops(async (_, maker) => {
    const inner = await run(makeLoop("Inner"), maker);
    assertThrows(() => inner.start(), LoopAlreadyRunningError);
    await endOf(inner);
  });
}, { skip: SHARES_MEMORY });

test("getRunningLoop: a coroutine can pass its own loop on", async () => {
  await withTwoLoops(async (one, other) => {
    assertEquals(await run(offerOwn(other), one), "One");
    assertThrows(() => getRunningLoop());
  });
}, { skip: SHARES_MEMORY });
