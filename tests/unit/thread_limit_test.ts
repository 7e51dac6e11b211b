import { LoopLimitError } from "sideloop";
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { checkDepth } from "../../src/host/thread_limit.ts";
import { Roster } from "../../src/sync/roster.ts";
import { test } from "../_harness/test.ts";

test("LoopLimitError: a loop may be in 15 others, and in 16 it may not", () => {
  checkDepth("Deep", 15);
  const error = assertThrows(() => checkDepth("Deep", 16), LoopLimitError);
  assertEquals([error.code, error.limit], ["LOOP_LIMIT", 16]);
  assertStringIncludes(error.message, "does a coroutine start a loop that runs it again?");
});

test("Roster.limit: the first thread that asks decides for all", () => {
  const first = new Roster();
  assertEquals(first.limit(() => 7), 7);
  assertEquals([first.limit(() => 9), new Roster(first.words).limit(() => 9)], [7, 7]);
});

test("Roster.take: gives no more seats than are wanted", () => {
  const seats = new Roster();
  const indices = [1, 2, 3].map(() => seats.take(-1, 2)?.index);
  assertEquals(indices, [0, 1, undefined]);
});
