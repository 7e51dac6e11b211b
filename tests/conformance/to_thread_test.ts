import {
  BrokenLoopError,
  CancelledError,
  type EventLoop,
  type Future,
  InvalidStateError,
  newEventLoop,
  runCoroutineThreadsafe,
  SerializationError,
  toThread,
  type ToThreadOptions,
  wait,
  withWorker,
} from "sideloop";
import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { SHARES_MEMORY, sharesMemory, STARTS_LATER, test } from "../_harness/test.ts";
import { cores } from "../_harness/thread_facts.ts";
import { add } from "../fixtures/adds.ts";
import { blockThread, raise, raised, sharedWords } from "../fixtures/blocks_thread.ts";
import { exitCodeOf } from "../fixtures/ends_thread.ts";
import { taskContext, taskName } from "../fixtures/describes_task.ts";
import { describeThread } from "../fixtures/describes_thread.ts";
import { echo } from "../fixtures/echoes.ts";
import { exitProcess, exitProcessLater } from "../fixtures/exits_process.ts";
import { Recorder } from "../fixtures/recorded_reports.ts";
import { throwBuiltIn } from "../fixtures/throws_errors.ts";
import { untilStill } from "../fixtures/threads/beats.ts";
import { checkCancelled } from "../fixtures/threads/checks_cancelled.ts";
import { countRun } from "../fixtures/threads/counts_runs.ts";
import {
  closedGate,
  guestsOf,
  mostInside,
  open,
  openGate,
  pass,
  untilEntered,
} from "../fixtures/threads/gate.ts";
import { meetThreads } from "../fixtures/threads/meets_threads.ts";
import {
  awaitThread,
  blockForThread,
  leaveFailure,
  leaveThread,
  nestedName,
  sendGuestInCleanup,
  sendGuests,
  threadNames,
  tickWhileBusy,
  type WorkName,
} from "../fixtures/threads/uses_threads.ts";
import { sumBytes } from "../fixtures/uses_transferred.ts";
import {
  endOf,
  failureOf,
  type LoopOptions,
  PATIENCE,
  thrownBy,
  withLoop,
} from "../fixtures/with_loop.ts";

type Work = Parameters<typeof toThread>[0];

/** Passes options the type checker would refuse. */
function toThreadWith(work: Work, options: unknown): Future<unknown> {
  return toThread(work, options as ToThreadOptions);
}

/** Sends a guest to a gate who waits for all others that this thread has sent. */
function queued(gate: Int32Array, guest: number): Future<string> {
  return toThread(pass(gate, guest), { maxThreads: 1 });
}

/** Runs `body` while a guest stands at a gate, so that every other one with `maxThreads: 1` waits. */
async function whileBusy(
  body: (gate: Int32Array, busy: Future<string>) => void | Promise<void>,
): Promise<void> {
  const gate = closedGate();
  const busy = queued(gate, 0);
  try {
    await untilEntered(gate, 1);
    await body(gate, busy);
  } finally {
    open(gate);
    await busy.settled;
  }
}

// What it does

test("toThread: gives the value of work on another thread [127]", async () => {
  const { id, isMainThread } = await toThread(describeThread());
  assertFalse(isMainThread);
  assertNotEquals(id, "0");
});

test("toThread: runs the work once [127]", async () => {
  const words = sharedWords();
  await toThread(countRun(words));
  await toThread(add(1, 2));
  assertEquals(words[0], 1);
}, { skip: SHARES_MEMORY });

test("toThread: the work may block its thread [127]", async () => {
  const words = sharedWords();
  const future = toThread(blockThread(words));
  assert(await raised(words, 0, PATIENCE));
  assertFalse(future.done());
  raise(words, 1);
  assertEquals(await future, "unblocked");
}, { skip: SHARES_MEMORY });

test("toThread: the work may be asynchronous [135]", async () => {
  assertEquals(await toThread(threadNames()).then((names) => names.length), 3);
});

test("toThread: fails with what the work throws, of its class [127]", async () => {
  await assertRejects(() => toThread(throwBuiltIn("RangeError", "thrown")), RangeError, "thrown");
});

test("toThread: an error shows where the work was asked for [192]", async () => {
  const error = await failureOf(toThread(throwBuiltIn("RangeError", "thrown")));
  assertMatch(
    (error as Error).stack ?? "",
    /throws_errors\.ts[^]*submitted from[^]*to_thread_test\.ts/,
  );
});

test("toThread: an error of work that had to wait shows where it was asked for [192]", async () => {
  const error = await new Promise<unknown>((resolve) => {
    void whileBusy(() => {
      const future = toThread(throwBuiltIn("RangeError", "thrown"), { maxThreads: 1 });
      void failureOf(future).then(resolve);
    });
  });
  assertMatch((error as Error).stack ?? "", /submitted from[^]*to_thread_test\.ts/);
}, { skip: SHARES_MEMORY });

test.blocking("toThread: result() blocks the main thread until a thread is done", () => {
  assertEquals(toThread(add(1, 2)).result(PATIENCE), 3);
});

test.blocking("toThread: result() of work that waits starts it when a thread is free", () => {
  const gate = openGate();
  const futures = [1, 2, 3, 4].map((guest) => queued(gate, guest));
  futures[3]?.result(PATIENCE);
  assertEquals(guestsOf(gate), [1, 2, 3, 4]);
});

test("toThread: result() may block a loop, since another thread does the work [24]", async () => {
  await withLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(blockForThread(), loop), 3);
  });
}, { skip: STARTS_LATER });

test("toThread: a loop of ten busy threads goes on [127]", async () => {
  await withLoop(async (loop) => {
    assert(await runCoroutineThreadsafe(tickWhileBusy(10, 10), loop));
  });
}, { skip: SHARES_MEMORY });

test("Future.running: of work on a thread is true when it has begun [5]", async () => {
  await whileBusy((gate, busy) => {
    const next = queued(gate, 1);
    assertEquals([busy.running(), next.running()], [true, false]);
  });
}, { skip: SHARES_MEMORY });

test("Future.loop: of work on a thread is the loop that has it done", async () => {
  const { loop } = toThread(add(1, 2));
  assertEquals(loop?.name, "MainThread");
  await toThread(add(1, 2));
});

// Its threads

test("toThread: ten calls run at the same time [128]", async () => {
  const words = sharedWords();
  const futures = Array.from(
    { length: 10 },
    () => toThread(meetThreads(words, 10), { maxThreads: 10 }),
  );
  assertEquals(await Promise.all(futures), Array(10).fill(true));
}, { skip: SHARES_MEMORY });

test("toThread: an idle thread is used again, and named after its loop [128]", async () => {
  await withLoop(async (loop) => {
    assertEquals(
      await runCoroutineThreadsafe(threadNames(), loop),
      ["Caller", "Caller-pool_0", "Caller-pool_0"],
    );
  }, { name: "Caller" });
});

test("toThread: the main thread's pool is named after it [128]", async () => {
  const { name } = await toThread(describeThread());
  assertMatch(name, /^MainThread-pool_\d+$/);
});

test("toThread: a thread of a pool has a pool of its own [128]", async () => {
  await withLoop(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(nestedName(), loop), "Outer-pool_0-pool_0");
  }, { name: "Outer" });
});

test("toThread: keeps no more threads busy than maxThreads of the call [128]", async () => {
  const gate = closedGate();
  const futures = [0, 1, 2, 3, 4].map((guest) => toThread(pass(gate, guest), { maxThreads: 2 }));
  await untilEntered(gate, 2);
  await toThread(add(1, 2), { maxThreads: 3 });
  assertEquals(mostInside(gate), 2);
  open(gate);
  await Promise.all(futures);
  assertEquals(mostInside(gate), 2);
}, { skip: SHARES_MEMORY });

const LIMITS: [string, LoopOptions, number][] = [
  ["maxThreads of the loop", { maxThreads: 2 }, 2],
  ["the hardware runs by default", {}, cores],
];

for (const [what, options, most] of LIMITS) {
  test(`toThread: keeps as many threads busy as ${what} [128]`, async () => {
    await withLoop(async (loop) => {
      const gate = closedGate(2 * most + 1);
      const sent = runCoroutineThreadsafe(sendGuests(gate, 2 * most + 1), loop);
      await untilEntered(gate, most);
      open(gate);
      await sent;
      assertEquals(mostInside(gate), most);
    }, options);
  }, { skip: SHARES_MEMORY });
}

test("toThread: what waits runs first in, first out [128]", async () => {
  const futures: Future<string>[] = [];
  const gates: Int32Array[] = [];
  await whileBusy((gate) => {
    for (let guest = 1; guest < 20; guest++) futures.push(queued(gate, guest));
    gates.push(gate);
  });
  await Promise.all(futures);
  assertEquals(guestsOf(gates[0] as Int32Array), Array.from({ length: 20 }, (_, guest) => guest));
}, { skip: SHARES_MEMORY });

test(
  "toThread: work with a larger maxThreads does not wait for one with a smaller [128]",
  async () => {
    await whileBusy(async (gate) => {
      const small = queued(gate, 1);
      assertEquals(await toThread(add(1, 2), { maxThreads: 2 }), 3);
      assertFalse(small.running());
    });
  },
  { skip: SHARES_MEMORY },
);

// What it refuses

const NOT_COROUTINES: Record<string, unknown> = {
  "a closure": () => 1,
  "a coroutine function that was not called": add,
  "a promise": Promise.resolve(1),
  "undefined": undefined,
};

for (const [what, value] of Object.entries(NOT_COROUTINES)) {
  test(`toThread: refuses ${what} [55]`, () => {
    assertThrows(() => toThread(value as Work), TypeError);
  });
}

test("toThread: refuses a coroutine that was used", async () => {
  const coroutine = add(1, 2);
  await toThread(coroutine);
  assertThrows(() => toThread(coroutine), InvalidStateError);
});

const BAD_OPTIONS: [string, unknown, new () => Error][] = [
  ["options null", null, TypeError],
  ["options 1", 1, TypeError],
  ["a signal that is none", { signal: {} }, TypeError],
  ["a name that is none", { name: 1 }, TypeError],
  ["a transfer list that is none", { transfer: "all" }, TypeError],
  ["maxThreads null", { maxThreads: null }, TypeError],
  ["maxThreads as text", { maxThreads: "2" }, TypeError],
  ["maxThreads 0", { maxThreads: 0 }, RangeError],
  ["maxThreads -1", { maxThreads: -1 }, RangeError],
  ["maxThreads 1.5", { maxThreads: 1.5 }, RangeError],
  ["maxThreads NaN", { maxThreads: NaN }, RangeError],
  ["maxThreads Infinity", { maxThreads: Infinity }, RangeError],
];

for (const [what, options, Type] of BAD_OPTIONS) {
  test(`toThread: refuses ${what}, and leaves the coroutine unused [134]`, async () => {
    const coroutine = add(1, 2);
    assertThrows(() => toThreadWith(coroutine, options), Type);
    assertEquals(await toThread(coroutine), 3);
  });
}

for (const maxThreads of [0, -1, 1.5, NaN, Infinity]) {
  test(`newEventLoop: refuses maxThreads ${maxThreads} [134]`, () => {
    assertThrows(() => newEventLoop({ maxThreads }), RangeError, `got ${maxThreads}`);
  });
}

test("newEventLoop: refuses maxThreads that is no number [134]", () => {
  assertThrows(() => newEventLoop({ maxThreads: "2" } as unknown as LoopOptions), TypeError);
});

test("toThread: refuses an argument that cannot cross, at once, and stays usable", async () => {
  const coroutine = echo({ list: [() => {}] });
  for (let time = 0; time < 2; time++) {
    const error = thrownBy(() => toThread(coroutine));
    assertInstanceOf(error, SerializationError);
    assertEquals(error.path, "args[0].list[0]");
  }
  assertEquals(await toThread(add(1, 2)), 3);
});

test("toThread: refuses an argument that cannot cross, at once, when it has to wait", async () => {
  await whileBusy(() => {
    const coroutine = echo({ list: [() => {}] });
    const refused = () => toThread(coroutine, { maxThreads: 1 });
    assertThrows(refused, SerializationError, "args[0].list[0]");
    assertThrows(refused, SerializationError, "args[0].list[0]");
  });
}, { skip: SHARES_MEMORY });

test("toThread: refuses a context that cannot cross, at once, when it has to wait", async () => {
  await whileBusy(() => {
    const refused = () => toThread(add(1, 2), { maxThreads: 1, context: () => {} });
    assertThrows(refused, SerializationError, "context");
  });
}, { skip: SHARES_MEMORY });

// What it hands over

for (const isBusy of [false, true]) {
  const when = isBusy ? "that has to wait" : "that begins at once";
  const waiting = isBusy ? { skip: SHARES_MEMORY } : {};
  const options = isBusy ? { maxThreads: 1 } : {};
  const around = isBusy ? whileBusy : async (body: () => void | Promise<void>) => await body();

  test(`toThread: clones the arguments of work ${when} at the time of the call`, async () => {
    const list = [1, 2];
    let future: Future<unknown> | undefined;
    await around(() => {
      future = toThread(echo(list), options);
      list.push(3);
    });
    assertEquals(await future, [1, 2]);
  }, waiting);

  test(`toThread: moves what is transferred to work ${when}`, async () => {
    const buffer = new Uint8Array([1, 2, 3]).buffer;
    let future: Future<number> | undefined;
    await around(() => {
      future = toThread(sumBytes(buffer), { ...options, transfer: [buffer] });
      assertEquals(buffer.byteLength, 0);
    });
    assertEquals(await future, 6);
  }, waiting);

  test(`toThread: gives work ${when} its context`, async () => {
    const context = { user: "a" };
    let future: Future<unknown> | undefined;
    await around(() => {
      future = toThread(taskContext(), { ...options, context });
      context.user = "b";
    });
    assertEquals(await future, { user: "a" });
  }, waiting);

  test(`toThread: gives work ${when} its name`, async () => {
    let future: Future<string> | undefined;
    await around(() => {
      future = toThread(taskName(), { ...options, name: "named" });
      assertEquals(future.name, "named");
    });
    assertEquals(await future, "named");
  }, waiting);
}

// Cancelling what waits

test("Future.cancel: work that waits for a thread never runs [130]", async () => {
  const words = sharedWords();
  await whileBusy(async () => {
    const future = toThread(countRun(words), { maxThreads: 1 });
    assert(future.cancel());
    await future.settled;
    assert(future.cancelled());
  });
  await toThread(add(1, 2), { maxThreads: 1 });
  assertEquals(words[0], 0);
}, { skip: SHARES_MEMORY });

test("Future.cancel: what waits behind cancelled work still runs [130]", async () => {
  const words = sharedWords();
  let last: Future<void> | undefined;
  await whileBusy(() => {
    const futures = Array.from(
      { length: 100 },
      () => toThread(countRun(words), { maxThreads: 1 }),
    );
    last = futures.pop();
    for (const future of futures) future.cancel();
  });
  await last;
  assertEquals(words[0], 1);
}, { skip: SHARES_MEMORY });

test("toThread: aborting the signal of work that waits cancels it [130]", async () => {
  const words = sharedWords();
  const controller = new AbortController();
  const { signal } = controller;
  await whileBusy(async () => {
    const future = toThread(countRun(words), { maxThreads: 1, signal });
    controller.abort("enough");
    await assertRejects(() => future, CancelledError, "enough");
  });
  assertEquals(words[0], 0);
}, { skip: SHARES_MEMORY });

test("toThread: a signal aborted before keeps the work from running [44]", async () => {
  const words = sharedWords();
  const future = toThread(countRun(words), { signal: AbortSignal.abort("before") });
  assert(future.cancelled());
  await future.settled;
  await toThread(add(1, 2));
  assertEquals(words[0], 0);
}, { skip: SHARES_MEMORY });

// Cancelling what runs

test("Future.cancel: true while the work runs, and again [26]", async () => {
  await whileBusy((_, busy) => {
    assert(busy.cancel());
    assert(busy.cancelled());
    assert(busy.cancel());
    assertThrows(() => busy.result(0), CancelledError);
  });
}, { skip: SHARES_MEMORY });

test("Future.cancel: false when the work has finished [27]", async () => {
  const future = toThread(add(1, 2));
  await future;
  assertFalse(future.cancel());
  assertEquals(future.result(0), 3);
});

test("Future.cancel: work that computes is told by checkCancelled() [131]", async () => {
  const words = sharedWords();
  const future = toThread(checkCancelled(words));
  assert(await raised(words, 0, PATIENCE));
  future.cancel();
  assert(await raised(words, 1, PATIENCE));
  await future.settled;
}, { skip: SHARES_MEMORY });

test(
  "Future.cancel: work that does not ask goes on to its end, its value dropped [129]",
  async () => {
    const gate = closedGate();
    const future = toThread(pass(gate, 0));
    await untilEntered(gate, 1);
    future.cancel();
    let hasEnded = false;
    void future.settled.then(() => hasEnded = true);
    assertEquals((await wait([future], { timeout: 20 })).notDone, new Set([future]));
    assertFalse(hasEnded);
    open(gate);
    await future.settled;
    assertThrows(() => future.result(0), CancelledError);
  },
  { skip: SHARES_MEMORY },
);

test(
  "Future.cancel: the thread is used again when the work has ended, not before [129]",
  async () => {
    await withLoop(async (loop) => {
      const [first, second] = [closedGate(), openGate()];
      const sent = runCoroutineThreadsafe(sendGuests(first, 1), loop);
      await untilEntered(first, 1);
      sent.cancel();
      const next = runCoroutineThreadsafe(sendGuests(second, 1), loop);
      await runCoroutineThreadsafe(add(1, 2), loop);
      assertEquals(guestsOf(second), []);
      open(first);
      await next;
      const [, name] = await runCoroutineThreadsafe(threadNames(), loop);
      assertEquals(name, `${loop.name}-pool_0`);
    }, { maxThreads: 1 });
  },
  { skip: SHARES_MEMORY },
);

test("toThread: aborting the signal of work that runs cancels it [131]", async () => {
  const words = sharedWords();
  const controller = new AbortController();
  const future = toThread(checkCancelled(words), { signal: controller.signal });
  assert(await raised(words, 0, PATIENCE));
  controller.abort();
  assert(future.cancelled());
  await future.settled;
  assertEquals(words[1], 1);
}, { skip: SHARES_MEMORY });

test("toThread: cancelling the task that awaits ends its wait at once [129]", async () => {
  await withLoop(async (loop) => {
    const words = sharedWords();
    const future = runCoroutineThreadsafe(awaitThread("blockThread", words), loop);
    assert(await raised(words, 0, PATIENCE));
    future.cancel();
    await future.settled;
    assertEquals(words[1], 0, "the work has ended already");
    raise(words, 1);
  });
}, { skip: SHARES_MEMORY });

test("toThread: cancelling the task that awaits tells the work [131]", async () => {
  await withLoop(async (loop) => {
    const words = sharedWords();
    const future = runCoroutineThreadsafe(awaitThread("checkCancelled", words), loop);
    assert(await raised(words, 0, PATIENCE));
    future.cancel();
    assert(await raised(words, 1, PATIENCE));
    await future.settled;
  });
}, { skip: SHARES_MEMORY });

test("toThread: an error in cancelled cleanup is reported to the loop's handler [33]", async () => {
  const recorder = new Recorder();
  await withLoop(async (loop) => {
    const words = sharedWords();
    const future = runCoroutineThreadsafe(awaitThread("failInCleanup", words), loop);
    assert(await raised(words, 0, PATIENCE));
    future.cancel();
    const { error, context } = await recorder.first();
    assertInstanceOf(error, RangeError);
    assertMatch(context.message, /failInCleanup/);
    assertStrictEquals(context.loop, loop);
  }, { onError: recorder.handle });
}, { skip: SHARES_MEMORY });

// A thread that dies

test("toThread: work whose thread dies fails with BrokenLoopError [190]", async () => {
  const error = await failureOf(toThread(exitProcess(3)));
  assertInstanceOf(error, BrokenLoopError);
  assertEquals(error.exitCode, exitCodeOf(3));
  assertMatch(error.message, /MainThread-pool_\d+/);
});

test.blocking("toThread: wakes who blocks on work whose thread dies [190]", () => {
  assertInstanceOf(thrownBy(() => toThread(exitProcess(3)).result(PATIENCE)), BrokenLoopError);
});

test("toThread: what waits goes on in a new thread when one dies [190]", async () => {
  const dying = toThread(exitProcessLater(3), { maxThreads: 1 });
  const waiting = [1, 2, 3].map((number) => toThread(add(number, 1), { maxThreads: 1 }));
  assertEquals(await Promise.all(waiting), [2, 3, 4]);
  assertInstanceOf(await failureOf(dying), BrokenLoopError);
});

test.blocking("toThread: result() of what waits starts a new thread when one dies [190]", async () => {
  const dying = toThread(exitProcessLater(3), { maxThreads: 1 });
  const waiting = toThread(add(1, 2), { maxThreads: 1 });
  assertEquals(waiting.result(PATIENCE), 3);
  assertInstanceOf(await failureOf(dying), BrokenLoopError);
});

// The end of the loop

const CANNOT_END_SPINNING = {
  when: "Deno" in globalThis,
  reason: "Deno ends no thread that computes or blocks, whoever terminates it",
  link: "https://github.com/denoland/deno/pull/35657",
};

test("EventLoop.stop: tells work on threads, awaited or not, and waits for it [132]", async () => {
  for (const coroutine of [awaitThread, leaveThread]) {
    const words = sharedWords();
    await withLoop(async (loop) => {
      runCoroutineThreadsafe(coroutine("checkCancelled", words), loop);
      assert(await raised(words, 0, PATIENCE));
    }, { stopTimeout: 3_600_000 });
    assertEquals(words[1], 1);
  }
}, { skip: SHARES_MEMORY });

test(
  "withWorker: tells work on threads that nobody awaits, when all else has ended [132]",
  async () => {
    const words = sharedWords();
    await withWorker(async (worker) => {
      await worker.submit(leaveThread("checkCancelled", words));
      assert(await raised(words, 0, PATIENCE));
    });
    assertEquals(words[1], 1);
  },
  { skip: SHARES_MEMORY },
);

test("withWorker: lets work on threads that somebody awaits come to its end [132]", async () => {
  const words = sharedWords();
  const future = await withWorker(async (worker) => {
    const future = worker.submit(awaitThread("blockThread", words));
    assert(await raised(words, 0, PATIENCE));
    setTimeout(() => raise(words, 1), 20);
    return [future];
  });
  assertEquals(future[0]?.result(0), "unblocked");
}, { skip: SHARES_MEMORY });

test(
  "EventLoop.stop: waits for work on threads that goes on, as long as it takes [132]",
  async () => {
    const words = sharedWords();
    const loop = newEventLoop({ stopTimeout: 3_600_000 }).start();
    runCoroutineThreadsafe(leaveThread("blockThread", words), loop);
    assert(await raised(words, 0, PATIENCE));
    loop.stop();
    assertEquals(await loop.join(20), false);
    raise(words, 1);
    assert(await loop.join(PATIENCE));
  },
  { skip: SHARES_MEMORY },
);

test("EventLoop.stop: work that waits for a thread never runs [133]", async () => {
  const [words, gate] = [sharedWords(), openGate()];
  await withLoop(async (loop) => {
    await runCoroutineThreadsafe(leaveThread("checkCancelled", words), loop);
    assert(await raised(words, 0, PATIENCE));
    runCoroutineThreadsafe(sendGuests(gate, 3), loop);
    await runCoroutineThreadsafe(add(1, 2), loop);
  }, { stopTimeout: 3_600_000, maxThreads: 1 });
  assertEquals(words[1], 1);
  assertEquals(guestsOf(gate), []);
}, { skip: SHARES_MEMORY });

test("EventLoop.stop: cleanup may have work done on a thread", async () => {
  const [begun, gate] = [sharedWords(), openGate()];
  await withLoop(async (loop) => {
    runCoroutineThreadsafe(sendGuestInCleanup(begun, gate), loop);
    assert(await raised(begun, 0, PATIENCE));
  }, { stopTimeout: 3_600_000 });
  assertEquals(guestsOf(gate), [1]);
}, { skip: SHARES_MEMORY });

test("EventLoop.stop: reports by name the work on threads that it cuts off [142]", async () => {
  for (const coroutine of [awaitThread, leaveThread]) {
    const recorder = new Recorder();
    const words = sharedWords();
    const loop = newEventLoop({ stopTimeout: 500, onError: recorder.handle }).start();
    runCoroutineThreadsafe(coroutine("blockThread", words), loop);
    assert(await raised(words, 0, PATIENCE));
    await endOf(loop);
    assertEquals(recorder.reports.map(({ context }) => context.task), ["blockThread"]);
    raise(words, 1);
  }
}, { skip: SHARES_MEMORY });

test("EventLoop.stop: reports a failure of work on a thread that nobody looked at [163]", async () => {
  const recorder = new Recorder();
  await withLoop(async (loop) => {
    await runCoroutineThreadsafe(leaveFailure(), loop);
  }, { onError: recorder.handle });
  assertEquals(recorder.messages(), ["nobody looks"]);
});

const ENDS: Record<string, (loop: EventLoop) => unknown> = {
  "terminate()": (loop) => loop.terminate(),
  "process.exit": (loop) => failureOf(runCoroutineThreadsafe(exitProcess(3), loop)),
};

for (const [what, end] of Object.entries(ENDS)) {
  test(`toThread: work that asks ends when ${what} ends its loop [131]`, async () => {
    await assertEndsWithLoop("beatUntilCancelled", end);
  }, { skip: SHARES_MEMORY });

  test(`toThread: work that computes for ever ends when ${what} ends its loop [142]`, async () => {
    await assertEndsWithLoop("beat", end);
  }, { skip: sharesMemory ? CANNOT_END_SPINNING : SHARES_MEMORY });
}

async function assertEndsWithLoop(
  work: WorkName,
  end: (loop: EventLoop) => unknown,
): Promise<void> {
  const words = sharedWords();
  const loop = newEventLoop().start();
  await runCoroutineThreadsafe(leaveThread(work, words), loop);
  assert(await raised(words, 0, PATIENCE));
  await end(loop);
  await loop.join(PATIENCE);
  await untilStill(words);
}
