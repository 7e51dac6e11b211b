import { createTask, currentTask, LoopNotRunningError, runCoroutineThreadsafe } from "sideloop";
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { KEEPS_TASKS, SHARES_MEMORY, test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { importsForTask, runsWhatItReturns } from "../fixtures/asyncio/attributes.ts";
import { losesTrackAfter, losesTrackAmongOthers } from "../fixtures/asyncio/awaits_everything.ts";
import { awaitItself, returnsItself, type Way } from "../fixtures/asyncio/awaits_itself.ts";
import { blockOnTask } from "../fixtures/asyncio/blocks_on_task.ts";
import {
  contexts,
  failure,
  isFuture,
  names,
  orderOfMany,
  orderOfTwo,
  sharesArguments,
  siblingContexts,
  tellsThatItRuns,
  wrongCalls,
} from "../fixtures/asyncio/creates_tasks.ts";
import {
  type Block,
  cancelAfterBlock,
  cancelAtOnce,
  cancelChild,
  cancelGrandparent,
  cancelParent,
  cancelWaitAfterBlock,
  leaveFailures,
  leaveFumble,
  outlive,
} from "../fixtures/asyncio/families.ts";
import { inLoop, inSharedLoop, runInLoop } from "../fixtures/asyncio/run_in_loop.ts";
import { describeReport } from "../fixtures/recorded_reports.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { thrownBy } from "../fixtures/with_loop.ts";

/** Asked where no runner of tests has been yet: Deno's calls a test in the context that the last one has left. */
const outsideOfTasks = thrownBy(() => currentTask());

test("createTask: begins in its turn, not at once [64] [65]", async () => {
  const log = await inSharedLoop(orderOfTwo());
  assertEquals([log[0], log.length], ["made", 5]);
  assert(log.indexOf("a began") < log.indexOf("b began"), log.join());
});

test("createTask: tasks begin in the order they were made [64]", async () => {
  assertEquals(await inSharedLoop(orderOfMany(1_000)), Array.from({ length: 1_000 }, (_, n) => n));
});

test("createTask: has the coroutine's name, or the option's [157]", async () => {
  assertEquals(await inSharedLoop(names()), ["ownName", "ownName", "job 7", "job 7"]);
});

test("createTask: has its maker's context, or the option's, which is not cloned [155]", async () => {
  await withSharedLoop(async (loop) => {
    const context = { user: "ada" };
    const seen = await runCoroutineThreadsafe(contexts(), loop, { context });
    assertEquals(seen, { inherited: context, given: true, seen: true });
  });
});

test("createTask: each task has a context of its own [156]", async () => {
  assertEquals(await inSharedLoop(siblingContexts()), [1, 2, 3, undefined]);
}, { skip: KEEPS_TASKS });

test("createTask: arguments are not cloned", async () => {
  assert(await inSharedLoop(sharesArguments()));
});

test("createTask: gives a future of the running loop", async () => {
  assertEquals(await inSharedLoop(isFuture()), {
    before: [false, false, false],
    value: "a",
    told: true,
    after: [true, false, false, false],
    instance: true,
    loop: true,
    result: "a",
    exception: "undefined",
  });
});

test("createTask: the task is running while it runs [1]", async () => {
  assert(await inLoop(tellsThatItRuns()));
});

test("createTask: a failed task gives the same error at every look [18]", async () => {
  assertEquals(await inSharedLoop(failure()), { message: "RangeError: failed", same: true });
});

test("createTask: refuses at once what it cannot run [55]", async () => {
  const errors = ["InvalidStateError", ...Array.from({ length: 5 }, () => "TypeError")];
  assertEquals(await inSharedLoop(wrongCalls()), errors);
});

test("currentTask: is the own task after every kind of await [157]", async () => {
  assertEquals(await inSharedLoop(losesTrackAfter()), []);
}, { skip: KEEPS_TASKS });

test(
  "currentTask: is the own task after every kind of await, among other tasks [157]",
  async () => {
    assertEquals(await inSharedLoop(losesTrackAmongOthers()), []);
  },
  { skip: KEEPS_TASKS },
);

test(
  "currentTask: is the own task after every kind of await on the main thread [157]",
  async () => {
    assertEquals(await losesTrackAmongOthers(), []);
  },
  { skip: KEEPS_TASKS },
);

test(
  "currentTask: is the own task in what a function returns without being async [157]",
  async () => {
    assertEquals(await inSharedLoop(runsWhatItReturns()), ["a", "b", "c"]);
  },
  { skip: KEEPS_TASKS },
);

test("currentTask: there is none in the main part of a module imported for a task [157]", async () => {
  assertEquals(await inLoop(importsForTask()), "none");
});

for (const way of ["result", "resultTimeout", "exception", "waitSync", "asCompleted"] as const) {
  test(`createTask: blocking on a task by ${way} is a DeadlockError until it is done [183] [25]`, async () => {
    const told = await inSharedLoop(blockOnTask(way));
    assertEquals(told, { error: "DeadlockError", value: "brief", late: "brief" });
  });
}

test("createTask: polling a task is a TimeoutError until it is done [14]", async () => {
  assertEquals((await inSharedLoop(blockOnTask("poll"))).error, "TimeoutError");
});

const WAYS: Record<Way, string> = {
  await: "InvalidStateError: Cannot await awaitItself in itself: it would never end",
  then: "threw InvalidStateError",
  all: "InvalidStateError: Cannot await awaitItself in itself: it would never end",
  gather: "threw InvalidStateError",
  shield: "threw InvalidStateError",
  waitFor: "threw InvalidStateError",
  cancellable: "threw InvalidStateError",
  timeout: "InvalidStateError: Cannot await awaitItself in itself: it would never end",
};

for (const [way, end] of Object.entries(WAYS)) {
  test(`currentTask: waiting for itself by ${way} is an InvalidStateError`, async () => {
    assertEquals(await inSharedLoop(awaitItself(way as Way)), end);
  });
}

test("createTask: a function that returns its own task fails with an InvalidStateError", async () => {
  const end = "InvalidStateError: Cannot await returnItself in itself: it would never end";
  assertEquals(await inSharedLoop(returnsItself()), end);
});

test("createTask: cancelling a task cancels its child [30]", async () => {
  const log = await inSharedLoop(cancelParent());
  assertEquals(log.slice(0, 2).sort(), ["child began", "parent began"]);
  assertEquals(log.slice(2).sort(), [
    "child cancelled",
    "child cleaned up",
    "parent cancelled",
    "parent cleaned up",
  ]);
});

test("createTask: cancelling a task cancels its grandchild [30]", async () => {
  const log = await inSharedLoop(cancelGrandparent());
  const cancelled = log.filter((entry) => entry.endsWith("cancelled")).sort();
  assertEquals(cancelled, ["child cancelled", "grandparent cancelled", "parent cancelled"]);
});

test("createTask: cancelling a child leaves its parent alone", async () => {
  const log = ["child began", "child cancelled", "child cleaned up", "parent went on"];
  assertEquals(await inSharedLoop(cancelChild()), log);
});

test("createTask: a child outlives the normal end of its parent", async () => {
  assertEquals(await inLoop(outlive()), ["parent ended", "child began", "child ended"]);
}, { skip: SHARES_MEMORY });

for (const block of ["timeout", "taskGroup", "nested"] satisfies Block[]) {
  test(`createTask: a child made in a block of ${block} that is over is cancelled with its parent`, async () => {
    const log = await inSharedLoop(cancelAfterBlock(block));
    assert(log.includes("child cancelled") && log.includes("parent cancelled"), log.join());
  });

  test(`Task.cancel: ends a wait that a block of ${block} has left behind`, async () => {
    const log = await inSharedLoop(cancelWaitAfterBlock(block));
    assertEquals(log, ["left began", "left cancelled", "left cleaned up"]);
  });
}

test("Task.cancel: a task that has not begun never begins [36]", async () => {
  assertEquals(await inSharedLoop(cancelAtOnce()), ["true", "true"]);
});

test("createTask: only failures nobody looked at are reported when the loop stops, by name [163]", async () => {
  const { reports } = await runInLoop(leaveFailures());
  assertEquals(reports.map(describeReport), ["not looked at: unseen"]);
});

test("createTask: an error in the cleanup of a cancelled task is reported, by name [33]", async () => {
  const { reports } = await runInLoop(leaveFumble());
  assertEquals(reports.map(describeReport), ["clumsy: fumbled"]);
});

test("createTask: works on the main thread, outside of all tasks", async () => {
  const task = createTask(add(1, 2));
  assertEquals([task.name, task.done()], ["add", false]);
  assertEquals(await task, 3);
});

test("createTask: works on the main thread, within a coroutine", async () => {
  assertEquals((await orderOfTwo())[0], "made");
  assert((await cancelParent()).includes("child cancelled"));
});

test("currentTask: outside of all tasks it throws [157]", () => {
  assertInstanceOf(outsideOfTasks, LoopNotRunningError);
});
