import { assertEquals } from "@std/assert";
import { PoolQueue } from "../../src/host/pool_queue.ts";
import { test } from "../_harness/test.ts";

function queueOf(jobs: [id: number, limit: number][], gone: number[] = []): PoolQueue {
  const queue = new PoolQueue((id) => !gone.includes(id));
  for (const [id, limit] of jobs) queue.push(id, limit);
  return queue;
}

test("PoolQueue: first in, first out, whatever the limits, where all may begin", () => {
  const queue = queueOf([[1, 2], [2, 9], [3, 2], [4, 5]]);
  assertEquals([0, 0, 0, 0, 0].map((busy) => queue.take(busy)), [1, 2, 3, 4, undefined]);
});

test("PoolQueue: gives nothing while as many are busy as the limit says", () => {
  const queue = queueOf([[1, 2]]);
  assertEquals([3, 2, 1].map((busy) => queue.take(busy)), [undefined, undefined, 1]);
});

test("PoolQueue: a job does not wait for one with a smaller limit", () => {
  const queue = queueOf([[1, 1], [2, 3], [3, 2], [4, 3]]);
  assertEquals([2, 2, 2, 1, 1, 0].map((busy) => queue.take(busy)), [
    2,
    4,
    undefined,
    3,
    undefined,
    1,
  ]);
});

test("PoolQueue: leaves out what is not wanted any more", () => {
  const queue = queueOf([[1, 1], [2, 1], [3, 1], [4, 1]], [1, 2, 4]);
  assertEquals([queue.take(0), queue.take(0)], [3, undefined]);
});
