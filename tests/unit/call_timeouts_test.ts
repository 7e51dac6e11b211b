import { assert, assertEquals } from "@std/assert";
import { CallTimeouts } from "../../src/host/call_timeouts.ts";
import { test } from "../_harness/test.ts";

/** Call timeouts, the ids that have expired, and a promise of the next ring. */
function makeTimeouts() {
  const expired: number[] = [];
  let rung = () => {};
  const timeouts = new CallTimeouts({
    ring: () => rung(),
    expired: (id) => expired.push(id),
  });
  const ring = () => new Promise<void>((resolve) => rung = resolve);
  return { timeouts, expired, ring };
}

/** Lets rings and looks follow each other until something has expired. */
async function expireSome({ timeouts, ring }: ReturnType<typeof makeTimeouts>): Promise<void> {
  while (!timeouts.expire()) await ring();
}

test("CallTimeouts: nothing is left when the last call has ended", () => {
  const { timeouts } = makeTimeouts();
  timeouts.add(1, 50);
  timeouts.add(2, 50);
  timeouts.add(3, 10_000);
  assert(timeouts.remaining() <= 50);
  timeouts.delete(1, 50);
  timeouts.delete(3, 10_000);
  assert(timeouts.remaining() <= 50);
  timeouts.delete(2, 50);
  assertEquals([timeouts.remaining(), timeouts.expire()], [Infinity, false]);
});

test("CallTimeouts: calls expire in the order of their times, each once", async () => {
  const made = makeTimeouts();
  made.timeouts.add(1, 60);
  made.timeouts.add(2, 20);
  made.timeouts.add(3, 40);
  made.timeouts.add(4, 20);
  while (made.expired.length < 4) await expireSome(made);
  assertEquals(made.expired, [2, 4, 3, 1]);
  assertEquals([made.timeouts.remaining(), made.timeouts.expire()], [Infinity, false]);
});

test("CallTimeouts: an alarm for a call that has ended is set for the next", async () => {
  const made = makeTimeouts();
  made.timeouts.add(1, 10);
  made.timeouts.add(2, 30);
  made.timeouts.delete(1, 10);
  await made.ring();
  await expireSome(made);
  assertEquals(made.expired, [2]);
});

test("CallTimeouts: a call that has expired may be deleted, too", async () => {
  const made = makeTimeouts();
  made.timeouts.add(1, 5);
  await expireSome(made);
  made.timeouts.add(2, 10_000);
  made.timeouts.delete(1, 5);
  assert(made.timeouts.remaining() > 5_000);
  made.timeouts.delete(2, 10_000);
  assertEquals(made.timeouts.remaining(), Infinity);
});
