import { taskGroup } from "sideloop";
import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { KEEPS_TASKS, test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import * as groups from "../fixtures/asyncio/groups.ts";
import { fail } from "../fixtures/asyncio/logs.ts";
import { inSharedLoop } from "../fixtures/asyncio/run_in_loop.ts";
import { failureOf } from "../fixtures/with_loop.ts";

const FAILED = "unhandled errors in a TaskGroup: failed";

test("taskGroup: gives the block's value when all tasks have ended [126]", async () => {
  assertEquals(await inSharedLoop(groups.succeeds()), ["value", "block ended", "group ended", 6]);
});

test("taskGroup: awaits what its block returns [126]", async () => {
  assertEquals(await inSharedLoop(groups.blocks()), ["value", "async", 3, 7, undefined]);
});

test("taskGroup: waits for tasks that are made when the block has ended [126]", async () => {
  const log = ["late began", "late ended", "group ended"];
  assertEquals(await inSharedLoop(groups.growsLate()), log);
});

test("TaskGroup.createTask: names tasks and gives contexts as createTask does [157]", async () => {
  const described = ["calls undefined", 'named {"n":1}', "describes undefined"];
  assertEquals(await inSharedLoop(groups.describes()), described);
});

test(
  "taskGroup: a failing task cancels siblings and block, and all clean up first [126]",
  async () => {
    const log = await inSharedLoop(groups.taskFails());
    assertEquals(log.slice(-2), [FAILED, "self false"]);
    assertEquals(log.slice(0, -2).toSorted(), [
      "block cancelled true",
      "sibling began",
      "sibling cancelled",
      "sibling cleaned up",
    ]);
  },
  { skip: KEEPS_TASKS },
);

test("taskGroup: a task that fails when the block has ended cancels its siblings [126]", async () => {
  const log = ["sibling began", "sibling cancelled", "sibling cleaned up", FAILED, "went on"];
  assertEquals(await inSharedLoop(groups.failsAfterBlock()), log);
});

test("taskGroup: a failing block cancels the tasks, and its error is told as theirs are [126]", async () => {
  assertEquals(await inSharedLoop(groups.blockFails()), [
    "task began",
    "task cancelled",
    "task cleaned up",
    "unhandled errors in a TaskGroup: block failed",
    "unhandled errors in a TaskGroup: at once",
  ]);
});

test(
  "taskGroup: all failures are told, in the order they came, the block's last [126]",
  async () => {
    const end = "unhandled errors in a TaskGroup: failed,fumbled,block";
    assertEquals(await inSharedLoop(groups.manyFailures()), end);
  },
  { skip: KEEPS_TASKS },
);

test("taskGroup: a second failure does not disturb the block's cleanup [126] [40]", async () => {
  const end = "unhandled errors in a TaskGroup: first,second";
  assertEquals(await inSharedLoop(groups.failsDuringCleanup()), ["cleaned up", end]);
}, { skip: KEEPS_TASKS });

test("taskGroup: the failure of a task that the block awaits is told once [126]", async () => {
  assertEquals(
    await inSharedLoop(groups.awaitedTaskFails()),
    Array.from({ length: 4 }, () => FAILED),
  );
});

test("taskGroup: a cancelled task is no failure [126]", async () => {
  const log = ["signal false", "task began", "task cancelled", "task cleaned up"];
  assertEquals(await inSharedLoop(groups.taskCancelled()), log);
});

test("taskGroup: a block that awaits a cancelled task is cancelled, and the tasks with it [126]", async () => {
  const log = ["sibling began", "sibling cancelled", "sibling cleaned up", "cancelled"];
  assertEquals(await inSharedLoop(groups.awaitedTaskCancelled()), log);
});

for (
  const place of [
    "the block",
    "the tasks",
    "something foreign",
    "its end after something foreign",
  ] as const
) {
  test(
    `taskGroup: the cancellation of the task that waits for ${place} cancels the tasks, and passes [126]`,
    async () => {
      const log = await inSharedLoop(groups.groupCancelled(place));
      assertEquals(log.slice(-2), ["cancelled: from outside", "cancelled true"]);
      const tasks = log.slice(0, -2).join();
      assert(["", "task began,task cancelled,task cleaned up"].includes(tasks), tasks);
    },
    place.startsWith("its end") ? { skip: KEEPS_TASKS } : {},
  );
}

test("taskGroup: errors win over a cancellation [126]", async () => {
  const end = "unhandled errors in a TaskGroup: fumbled";
  assertEquals(await inSharedLoop(groups.errorsWin()), [end]);
});

test("taskGroup: a limit around it cancels its tasks and waits for them [126]", async () => {
  const end = "TimeoutError: Timed out after 20 ms";
  assertEquals(await inSharedLoop(groups.limited()), [
    "task began",
    "task cancelled",
    "task cleaned up",
    end,
  ]);
});

test("taskGroup: the failure of an outer group cancels the inner one [126]", async () => {
  assertEquals(await inSharedLoop(groups.nested()), [
    "inner began",
    "inner cancelled",
    "inner cleaned up",
    FAILED,
  ]);
});

test("TaskGroup.createTask: refused when over or shutting down, and the coroutine is closed [126] [123] [159]", async () => {
  const closed =
    "InvalidStateError: Cannot use coroutine brief: it was closed; call the function again";
  assertEquals(await inSharedLoop(groups.refuses()), [
    "Cannot create a task in a task group that is finished",
    closed,
    "Cannot create a task in a task group that is shutting down",
    closed,
  ]);
});

test("taskGroup: waits for a task that ignores its cancellation [126]", async () => {
  assertEquals(await inSharedLoop(groups.waitsForDeaf()), [false, FAILED]);
});

test(
  "taskGroup: ends a cancellable wait in its block, and a swallowed cancellation is no failure",
  async () => {
    assertEquals(await inSharedLoop(groups.swallows()), ["swallowed cancelled", FAILED]);
  },
  { skip: KEEPS_TASKS },
);

test("TaskGroup.signal: tells a block that has read it, and it alone [126]", async () => {
  assertEquals(await inSharedLoop(groups.signals()), [FAILED, "cancelled", false, "went on"]);
});

test("taskGroup: its AggregateError crosses threads with its errors [192]", async () => {
  const error = await failureOf(inSharedLoop(groups.crosses()));
  assertInstanceOf(error, AggregateError);
  assertEquals(error.message, "unhandled errors in a TaskGroup");
  assertEquals(error.errors.map(String), ["RangeError: failed", "RangeError: fumbled"]);
  for (const each of error.errors) assertInstanceOf(each, RangeError);
});

test("taskGroup: refuses at once what it cannot run", async () => {
  const errors = Array.from({ length: 9 }, () => "threw TypeError");
  assertEquals(await inSharedLoop(groups.wrongCalls()), errors);
});

test("taskGroup: works on the main thread, outside of all tasks", async () => {
  assertEquals(await taskGroup(async (group) => await group.createTask(add(1, 2))), 3);
  await assertRejects(
    () => taskGroup((group) => void group.createTask(fail("failed"))),
    AggregateError,
  );
});
