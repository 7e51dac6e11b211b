import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Ring } from "../../src/sync/ring.ts";
import { Assembly, Backlog } from "../../src/wire/backlog.ts";
import { Kind } from "../../src/wire/message_kinds.ts";
import { test } from "../_harness/test.ts";

const CAPACITY = 1 << 16;

/** What one side puts in and the other takes out, and how often the writer is woken. */
class Pair {
  readonly #ring: Ring;
  readonly backlog: Backlog;
  readonly #reader: Ring;
  readonly #assembly = new Assembly();
  readonly #words = new Int32Array(CAPACITY);
  rings = 0;

  constructor() {
    const words = Ring.words(CAPACITY);
    this.#ring = new Ring(words);
    this.#reader = new Ring(words);
    this.backlog = new Backlog(this.#ring);
  }

  /** The length of the next whole message, and whether it is as it was sent; as the lane does it. */
  take(): number | undefined {
    const length = this.#reader.nextLength();
    if (length < 0) return undefined;
    this.#reader.pop(this.#words, length);
    if (this.#words[0] === Kind.more) {
      this.rings += 1;
      this.backlog.flush();
      return this.take();
    }
    const whole = this.#words[0] === Kind.piece
      ? this.#assembly.add(this.#words, length)
      : this.#words.slice(0, length);
    return whole === undefined ? this.take() : checked(whole);
  }
}

/** A message whose words tell its length and their place. */
function message(length: number): Int32Array {
  return Int32Array.from({ length }, (_, at) => at === 0 ? Kind.other : at ^ length);
}

function checked(words: Int32Array): number {
  assertEquals(words, message(words.length));
  return words.length;
}

const STEP = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 50 }) },
  { weight: 3, arbitrary: fc.integer({ min: 10_000, max: 40_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 60_000, max: 200_000 }) },
  { weight: 4, arbitrary: fc.constant("take" as const) },
);

test("Backlog: whatever its length, each message arrives whole, once and in its place", () => {
  fc.assert(
    fc.property(fc.array(STEP, { maxLength: 60 }), (steps) => {
      const pair = new Pair();
      const sent: number[] = [];
      const got: number[] = [];
      const take = () => {
        const length = pair.take();
        if (length !== undefined) got.push(length);
        return length !== undefined;
      };
      for (const step of steps) {
        if (step === "take") take();
        else {
          sent.push(step);
          pair.backlog.push(message(step), step);
        }
      }
      while (take());
      assertEquals(got, sent);
      assertEquals(pair.backlog.isEmpty, true);
    }),
    { numRuns: 60 },
  );
});

test("Backlog.whenEmpty: calls back at once where nothing waits, else when the last piece is in the ring", () => {
  const pair = new Pair();
  const calls: string[] = [];
  pair.backlog.whenEmpty(() => calls.push("at once"));
  pair.backlog.push(message(150_000), 150_000);
  pair.backlog.whenEmpty(() => calls.push("later"));
  assertEquals(calls, ["at once"]);
  assertEquals(pair.take(), 150_000);
  assertEquals(calls, ["at once", "later"]);
});

test("Backlog: the reader rings once for each time that the ring was filled", () => {
  const pair = new Pair();
  pair.backlog.push(message(200_000), 200_000);
  assertEquals(pair.take(), 200_000);
  assertEquals(pair.rings, 3);
  for (let sent = 0; sent < 100; sent++) pair.backlog.push(message(10), 10);
  while (pair.take() !== undefined);
  assertEquals(pair.rings, 3);
});
