import { type EventLoop, newEventLoop, runCoroutineThreadsafe } from "sideloop";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { test } from "../_harness/test.ts";
import {
  failLater,
  giveBack,
  refuseToExit,
  replaceBuiltIn,
  type Replacement,
  sleepOn,
} from "../fixtures/hostile/replaces_built_ins.ts";

/** Makes a loop whose thread goes on with something replaced. */
async function makeLoop(...replacements: readonly Replacement[]): Promise<EventLoop> {
  const loop = newEventLoop({ name: replacements.join(), onError: () => {} }).start();
  await runCoroutineThreadsafe(giveBack(0), loop); // whose module is there now
  for (const name of replacements) await outcomeOf(loop, () => replaceBuiltIn(name));
  return loop;
}

/** What comes of a coroutine, refusals too. */
async function outcomeOf(
  loop: EventLoop,
  make: () => ReturnType<typeof giveBack>,
): Promise<string> {
  try {
    return `value ${await runCoroutineThreadsafe(make(), loop)}`;
  } catch (error) {
    return String(error);
  }
}

for (const name of ["timers", "clock", "atomics", "promise", "others"] as const) {
  test(`EventLoop: goes on as before where a module has replaced the ${name}`, async () => {
    const loop = await makeLoop(name);
    assertEquals(await outcomeOf(loop, () => giveBack("x".repeat(200_000).length)), "value 200000");
    assertEquals(await outcomeOf(loop, () => failLater()), "RangeError: Own error");
    assertEquals(runCoroutineThreadsafe(giveBack(7), loop).result(5_000), 7);
    loop.stop();
    assert(await loop.join(10_000));
  });
}

test("EventLoop: a sleep of a coroutine is cancelled though the time of its thread stands still", async () => {
  const loop = await makeLoop("timers");
  const future = runCoroutineThreadsafe(sleepOn(), loop);
  future.cancel();
  await future.settled;
  loop.stop();
  assert(await loop.join(10_000));
});

for (
  const name of ["array", "arraySetters", "map", "object", "species", "prototype"] as const
) {
  test(`EventLoop: whoever waits hears of it where a module breaks what is built in: ${name}`, async () => {
    const loop = await makeLoop(name);
    for (const make of [() => giveBack(1), () => giveBack({ a: [1] }), () => failLater()]) {
      assertMatch(
        await outcomeOf(loop, make),
        /^(value |\w*Error: (Replaced|Own error)|BrokenLoopError: )/,
      );
    }
    loop.stop();
    assert(await loop.join(10_000));
  });
}

test("EventLoop.join: ends though a module has replaced process.exit, whatever time the loop has to stop", async () => {
  const loop = newEventLoop({ stopTimeout: 60_000 }).start();
  await runCoroutineThreadsafe(replaceBuiltIn("exit"), loop);
  loop.stop();
  assert(await loop.join(10_000));
});

test("EventLoop.join: ends though an exit listener in the thread never does", async () => {
  const loop = newEventLoop().start();
  await runCoroutineThreadsafe(refuseToExit(), loop);
  loop.stop();
  assert(await loop.join(10_000));
});

test("EventLoop.terminate: ends a thread that has said that it ends and does not", async () => {
  const loop = newEventLoop().start();
  await runCoroutineThreadsafe(refuseToExit(), loop);
  loop.stop();
  assertEquals(await loop.join(300), false);
  await loop.terminate();
  assert(loop.isClosed());
});
