import { type EventLoop, TimeoutError } from "sideloop";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { Calls } from "../../src/host/calls.ts";
import { newSite } from "../../src/host/site.ts";
import { threadInbox } from "../../src/sync/inbox.ts";
import { Vitals } from "../../src/sync/vitals.ts";
import { encodeError } from "../../src/wire/error_codec.ts";
import type { FromLoop, ToLoop, Work } from "../../src/wire/messages.ts";
import { test } from "../_harness/test.ts";

const WORK: Work = { target: { kind: "method", name: "A.a", method: "a" }, args: [] };

const FAILURE = encodeError(new RangeError("at last"));

/** Calls to a loop that is played by the test. */
function makeCalls() {
  const sent: ToLoop[] = [];
  const answers: FromLoop[] = [];
  const reports: string[] = [];
  const owner = {
    name: "Loop",
    loop: {} as EventLoop,
    vitals: new Vitals(),
    seat: -1,
    hasStarted: () => true,
    checkMayBlock: () => {},
    outcomeOfCancelled: (error: unknown) => ({ kind: "cancelled", error }) as const,
    report: (_: unknown, { task = "" }) => void reports.push(task),
  };
  const channel = {
    send: (message: ToLoop) => void sent.push(message),
    receive: () => answers.shift(),
    hasUrgent: () => false,
    isLate: () => false,
    isArriving: () => false,
    close: () => {},
  };
  const calls = new Calls(owner, channel, () => {});
  const submit = (timeout: number) =>
    calls.submit(WORK, {}, newSite(undefined, false), { timeout });
  return { calls, sent, answers, reports, submit };
}

test("Calls.submit: an answer in time takes the timeout back", () => {
  const { calls, answers, submit } = makeCalls();
  const future = submit(10_000);
  assert(calls.alarm() <= 10_000);
  answers.push({ type: "returned", id: 1, value: 7 });
  calls.poll();
  assertEquals([calls.alarm(), calls.size, future.result(0)], [Infinity, 0, 7]);
});

test("Calls.submit: what is cancelled keeps its timeout until it has ended, without effect", async () => {
  const { calls, sent, answers, submit } = makeCalls();
  const future = submit(5);
  future.cancel();
  await new Promise((resolve) => setTimeout(resolve, 10));
  calls.poll();
  assertEquals([future.cancelled(), sent.map(({ type }) => type)], [true, ["call", "cancel"]]);
  answers.push({ type: "returned", id: 1, value: 7 });
  calls.poll();
  assertEquals([calls.alarm(), calls.size], [Infinity, 0]);
});

test("Calls.submit: when its time is up a call is cancelled, and forgotten when it has ended", async () => {
  const { calls, sent, answers, submit } = makeCalls();
  const future = submit(5);
  while (calls.alarm() < Infinity) await new Promise((resolve) => setTimeout(resolve, 5));
  calls.poll();
  assertEquals([future.done(), calls.alarm(), calls.size], [true, Infinity, 1]);
  assertEquals(sent.map(({ type }) => type), ["call", "cancel"]);
  answers.push({ type: "returned", id: 1, value: 7 });
  calls.poll();
  assertEquals([calls.size, String(future.exception(0))], [
    0,
    "TimeoutError: A.a did not end within 5 ms",
  ]);
});

test("Calls.poll: an answer that has arrived counts, though its time is up", async () => {
  const { calls, answers, submit } = makeCalls();
  const future = submit(5);
  answers.push({ type: "returned", id: 1, value: 7 });
  await new Promise((resolve) => setTimeout(resolve, 10));
  calls.poll();
  assertEquals(future.result(0), 7);
});

/** Has some look of this thread find a failure, and with it the end of the loop, which asks who has looked. */
function failAtLook(last: number, { calls, answers }: ReturnType<typeof makeCalls>): () => void {
  let looks = 0;
  const poll = () => {
    if (++looks === last) answers.push({ type: "threw", id: 1, error: FAILURE });
    const hasNews = calls.poll();
    calls.reportUnseen();
    return hasNews;
  };
  const source = { poll, alarm: () => 0 };
  threadInbox().attach(source);
  return () => threadInbox().detach(source);
}

for (const look of [1, 3]) {
  test.blocking(`Calls.reportUnseen: who blocks has looked at the failure that the loop ends with, at look ${look} [163]`, () => {
    const parts = makeCalls();
    const future = parts.submit(60_000);
    const detach = failAtLook(look, parts);
    try {
      assertEquals(String(future.exception(5_000)), "RangeError: at last");
    } finally {
      detach();
    }
    assertEquals(parts.reports, []);
  });
}

test.blocking("Calls.reportUnseen: who blocked in vain has not looked at what comes later [163]", () => {
  const parts = makeCalls();
  const future = parts.submit(60_000);
  const detach = failAtLook(3, parts);
  try {
    assertThrows(() => future.exception(0), TimeoutError);
    assertEquals(future.done(), true);
  } finally {
    detach();
  }
  assertEquals(parts.reports, ["A.a"]);
});
