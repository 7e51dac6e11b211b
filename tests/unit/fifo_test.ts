import { assertEquals } from "@std/assert";
import { Fifo } from "../../src/core/fifo.ts";
import { test } from "../_harness/test.ts";

test("Fifo: what goes in first comes out first, whenever it is asked", () => {
  const fifo = new Fifo<number>();
  const out: (number | undefined)[] = [];
  for (let n = 0; n < 10; n++) {
    fifo.push(2 * n);
    fifo.push(2 * n + 1);
    out.push(fifo.shift());
  }
  assertEquals(fifo.size, 10);
  while (fifo.size > 0) out.push(fifo.shift());
  assertEquals(out, Array.from({ length: 20 }, (_, n) => n));
});

test("Fifo.shift: gives undefined when it is empty, and goes on after that", () => {
  const fifo = new Fifo<string>();
  assertEquals(fifo.shift(), undefined);
  fifo.push("a");
  assertEquals([fifo.shift(), fifo.shift(), fifo.size], ["a", undefined, 0]);
});

test("Fifo.peek: gives what shift would give, and leaves it in", () => {
  const fifo = new Fifo<number>();
  assertEquals(fifo.peek(), undefined);
  fifo.push(1);
  fifo.push(2);
  assertEquals([fifo.peek(), fifo.peek(), fifo.size], [1, 1, 2]);
  assertEquals([fifo.shift(), fifo.peek()], [1, 2]);
});
