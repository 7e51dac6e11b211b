import { type ExceptionContext, runCoroutineThreadsafe, SerializationError } from "sideloop";
import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { SHARES_MEMORY, test } from "../_harness/test.ts";
import { echo } from "../fixtures/echoes.ts";
import { HttpError } from "../fixtures/registered_errors.ts";
import { Account, returnAccount, streamAccounts } from "../fixtures/returns_instances.ts";
import { type LoopOptions, withLoop } from "../fixtures/with_loop.ts";

type Report = [error: unknown, context: ExceptionContext];

/** What a loop tells of instances while `body` runs and until it has stopped. */
async function reportsOf(
  body: Parameters<typeof withLoop>[0],
  options: LoopOptions = { debug: true },
): Promise<Report[]> {
  const reports: Report[] = [];
  await withLoop(body, { ...options, onError: (...report) => reports.push(report) });
  return reports.filter(([, { message }]) => message === "An instance loses its class");
}

test("EventLoopOptions.debug: tells of an instance in an argument, with its path [193]", async () => {
  const reports = await reportsOf(async (loop) => {
    await runCoroutineThreadsafe(echo({ user: [new Account()] }), loop);
  });
  assertEquals(reports.length, 1);
  const [[error, { loop, task }]] = reports as [Report];
  assertInstanceOf(error, SerializationError);
  assertEquals([error.path, task, loop.name], ["args[0].user[0]", "echo", loop.name]);
  assert(error.message.includes("an Account") && error.message.includes("private fields"));
});

test("EventLoopOptions.debug: tells of an instance once per class, whatever the argument [193]", async () => {
  class Other {}
  const reports = await reportsOf(async (loop) => {
    await runCoroutineThreadsafe(echo(new Account()), loop);
    await runCoroutineThreadsafe(echo([new Account(), new Other()]), loop);
    loop.callSoonThreadsafe(echo, new Account());
  });
  assertEquals(reports.map(([error]) => (error as SerializationError).path), [
    "args[0]",
    "args[0][1]",
  ]);
});

test("EventLoopOptions.debug: tells of an instance in a result and in items, once per class [193]", async () => {
  const reports = await reportsOf(async (loop) => {
    assertEquals(await runCoroutineThreadsafe(returnAccount(), loop), {
      account: { owner: "Ann" },
    });
    for await (const _ of await runCoroutineThreadsafe(streamAccounts(), loop));
  });
  assertEquals(reports.map(([error]) => (error as SerializationError).path), ["result.account"]);
});

test(
  "EventLoopOptions.debug: tells nothing of what keeps its class, or has none [193]",
  async () => {
    const kept = [
      new Map([[new Date(), /a/]]),
      new Set([1n]),
      new Uint8Array(1),
      new HttpError(1),
      new (class extends Error {})(),
      Object.create(null),
      { a: [Object(1)] },
      new Blob(["x"]),
    ];
    const reports = await reportsOf(async (loop) => {
      await runCoroutineThreadsafe(echo([kept, loop]), loop);
    });
    assertEquals(reports, []);
  },
  { skip: SHARES_MEMORY },
);

test("EventLoopOptions.debug: tells nothing of an instance that was refused with the rest [193]", async () => {
  const reports = await reportsOf((loop) => {
    assertThrows(
      () => runCoroutineThreadsafe(echo([new Account(), () => {}]), loop),
      SerializationError,
    );
  });
  assertEquals(reports, []);
});

test("EventLoopOptions.debug: off, nothing is told of instances [193]", async () => {
  const reports = await reportsOf(async (loop) => {
    await runCoroutineThreadsafe(echo(new Account()), loop);
    await runCoroutineThreadsafe(returnAccount(), loop);
  }, {});
  assertEquals(reports, []);
});
