import { assert, assertEquals, assertRejects } from "@std/assert";
import { test } from "../_harness/test.ts";
import { expectFailure, expectNoFailure, scenarioUrl } from "./_explorer/expect.ts";
import { explore, replay } from "./_explorer/explorer.ts";
import { outcomes } from "./scenarios/outcomes.ts";

test("explore: runs every order of steps where no bound is set and none is left out", async () => {
  assertEquals((await explore(scenarioUrl("all_orders"))).interleavings, 20);
});

test("explore: keeps to the bound on preemptions", async () => {
  assertEquals((await explore(scenarioUrl("one_preemption"))).interleavings, 6);
});

test("explore: runs orders that differ only in steps that commute once", async () => {
  assertEquals((await explore(scenarioUrl("independent"))).interleavings, 6);
});

test("explore: misses no outcome by leaving out orders of steps that commute", async () => {
  const reduced = await outcomesOf("outcomes");
  const full = await outcomesOf("outcomes_in_full");
  assertEquals(reduced.outcomes, full.outcomes);
  assert(4 * reduced.interleavings < full.interleavings);
});

test("explore: finds nothing wrong with a correct mutex", async () => {
  await expectNoFailure("mutex", 50);
});

test("explore: finds the deadlock of a mutex that notifies nobody", async () => {
  await expectFailure("mutex_without_notify", "deadlock");
});

test("explore: finds a lost update", async () => {
  await expectFailure("lost_update", "check", "the counter is 1, not 2");
});

test("explore: loops that spin until something changes end", async () => {
  await expectNoFailure("spinning", 1);
});

test("explore: reports loops that spin for ever", async () => {
  await expectFailure("spinning_for_ever", "livelock");
});

test("explore: reports what a microtask throws", async () => {
  await expectFailure("throwing", "threw", "In second: Error: came too soon");
});

test("explore: lets a timeout strike at any time where the model says so", async () => {
  await expectNoFailure("timing_out", 4);
});

test("explore: prints the steps of a run that fails", async () => {
  const { failure } = await explore(scenarioUrl("lost_update"));
  assertEquals(failure?.report.split("\n").slice(-4).map((line) => line.trim()), [
    "3  first   load counter[0] = 0",
    "4  second  load counter[0] = 0",
    "5  second  store counter[0] := 1",
    "6  first   store counter[0] := 1",
  ]);
});

test("replay: gives nothing for a schedule that does not fail", async () => {
  assertEquals(await replay(scenarioUrl("lost_update"), "00"), undefined);
});

test("replay: says where a schedule does not fit", async () => {
  assertEquals((await replay(scenarioUrl("lost_update"), "0a"))?.kind, "misfit");
});

test("replay: refuses what is no schedule", async () => {
  await assertRejects(() => replay(scenarioUrl("lost_update"), "0x"), RangeError);
});

async function outcomesOf(name: string): Promise<{ interleavings: number; outcomes: string[] }> {
  outcomes.clear();
  const { interleavings, failure } = await explore(scenarioUrl(name));
  assertEquals(failure, undefined);
  return { interleavings, outcomes: [...outcomes].sort() };
}
