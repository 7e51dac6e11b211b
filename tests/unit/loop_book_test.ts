import { assertEquals } from "@std/assert";
import { Vitals } from "../../src/sync/vitals.ts";
import { LoopBook } from "../../src/wire/loop_book.ts";
import { type Introduction, LOOP, type PassableLoop } from "../../src/wire/loop_passing.ts";
import { test } from "../_harness/test.ts";

/** As much of a loop as the book looks at. */
function makeLoop(id: number, vitals: Vitals): object {
  const passport = { id, vitals: vitals.words, makers: [] as never[] };
  const inner: PassableLoop = { id, introduce: () => ({ passport }) as unknown as Introduction };
  return { [LOOP]: inner };
}

/** What is told when these are to be sent: ids, and the numbers that are forgotten. */
function tell(book: LoopBook, ...loops: object[]): [id: number, forgotten: readonly number[]][] {
  const told: [number, readonly number[]][] = [];
  book.introduce(loops, new Vitals().words, ({ passport }, forgotten) => {
    told.push([passport.id, forgotten]);
  });
  return told;
}

test("LoopBook: forgets loops that are over when there is another one to tell of", () => {
  const book = new LoopBook();
  const vitals = new Vitals();
  const ended = makeLoop(7, vitals);
  assertEquals(tell(book, ended, makeLoop(8, new Vitals())), [[7, []], [8, []]]);
  vitals.markGone(0);
  assertEquals([tell(book, ended), book.numberOf(ended)], [[], 0]);
  assertEquals(tell(book, makeLoop(9, new Vitals())), [[9, [0]]]);
  assertEquals(book.numberOf(ended), -1);
});

test("LoopBook: tells anew of one that is over and in the same message as one not known", () => {
  const book = new LoopBook();
  const vitals = new Vitals();
  const ended = makeLoop(7, vitals);
  tell(book, ended);
  vitals.markGone(0);
  assertEquals(tell(book, ended, makeLoop(8, new Vitals())), [[7, [0]], [8, []]]);
  assertEquals(book.numberOf(ended), 1);
});
