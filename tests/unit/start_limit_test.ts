import { assert, assertEquals } from "@std/assert";
import { StartLimit } from "../../src/host/start_limit.ts";
import { test } from "../_harness/test.ts";

/** A limit, and how often it has told. */
function limitOf(timeout: number) {
  let told = 0;
  const limit = new StartLimit(timeout, () => told++);
  return { limit, told: () => told };
}

function pass(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function compute(milliseconds: number): void {
  for (const begin = performance.now(); performance.now() - begin < milliseconds;);
}

test("StartLimit: tells once when the time is over, and not before", async () => {
  const { limit, told } = limitOf(300);
  limit.look();
  assertEquals(told(), 0);
  assert(limit.remaining() > 0);
  while (told() === 0) await pass(5);
  limit.look();
  await pass(100);
  assertEquals([told(), limit.remaining()], [1, Infinity]);
});

test("StartLimit: tells who looks while the thread blocks", () => {
  const { limit, told } = limitOf(10);
  compute(20);
  limit.look();
  assertEquals(told(), 1);
});

test("StartLimit: tells nothing once it is taken back, or where there is none", async () => {
  const { limit, told } = limitOf(10);
  limit.clear();
  const { limit: none, told: toldOfNone } = limitOf(Infinity);
  await pass(50);
  limit.look();
  none.look();
  assertEquals([told(), toldOfNone(), none.remaining()], [0, 0, Infinity]);
});

test("StartLimit: the time counts anew for who could not look", async () => {
  const { limit, told } = limitOf(100);
  compute(1_300);
  limit.look();
  assertEquals(told(), 0);
  assert(limit.remaining() > 0);
  while (told() === 0) await pass(5);
});
