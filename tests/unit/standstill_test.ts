import { assertEquals } from "@std/assert";
import { Standstill } from "../../src/host/standstill.ts";
import { test } from "../_harness/test.ts";

const INTERVAL = 25;
const LIMIT = 250;
/** The first look of a series is at no special time. */
const BEGIN = 7_000;

/** What is told at looks that are an interval apart, at each of which the loop had beaten so often. */
function tellsAt(beats: readonly number[], standstill = new Standstill(INTERVAL, LIMIT)): number[] {
  return beats.flatMap((count, look) => standstill.look(count, BEGIN + look * INTERVAL) ?? []);
}

function times(count: number, beats: number): number[] {
  return Array.from({ length: count }, () => beats);
}

test("Standstill.look: a loop that beats does not stand still", () => {
  assertEquals(tellsAt(Array.from({ length: 100 }, (_, look) => look + 1)), []);
});

test("Standstill.look: a loop that misses some beats, but not for long, does not stand still", () => {
  assertEquals(tellsAt([...times(11, 1), ...times(11, 2), ...times(11, 3)]), []);
});

test("Standstill.look: a standstill is told once it lasts longer than the limit", () => {
  const standstill = new Standstill(INTERVAL, LIMIT);
  assertEquals(tellsAt(times(11, 1), standstill), []);
  assertEquals(standstill.look(1, BEGIN + LIMIT + 1), LIMIT + 1);
});

test("Standstill.look: a standstill is told once, the next one again", () => {
  assertEquals(tellsAt([...times(100, 1), ...times(100, 2)]), [275, 275]);
});

test("Standstill.look: a loop that has not begun to beat does not stand still", () => {
  assertEquals(tellsAt([...times(100, 0), 1, 2]), []);
});

test("Standstill.look: time in which nobody looked does not count", () => {
  const standstill = new Standstill(INTERVAL, LIMIT);
  tellsAt(times(5, 1), standstill);
  assertEquals(standstill.look(1, BEGIN + 60_000), undefined);
  assertEquals(standstill.look(1, BEGIN + 60_000 + INTERVAL), undefined);
});

test("Standstill.look: a standstill that goes on after nobody looked is told in its time", () => {
  const standstill = new Standstill(INTERVAL, LIMIT);
  tellsAt(times(5, 1), standstill);
  const told = times(20, 1).map((beats, look) =>
    standstill.look(beats, BEGIN + 60_000 + look * INTERVAL)
  );
  assertEquals(told.filter((duration) => duration !== undefined), [275]);
});

test("Standstill.look: the beats may pass the end of their word", () => {
  assertEquals(tellsAt([...times(5, 2 ** 31 - 1), ...times(5, -(2 ** 31))]), []);
});
