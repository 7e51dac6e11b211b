import { assertEquals } from "@std/assert";
import { test } from "../_harness/test.ts";
import { failureOfBlock, type Limit, staysUntouched } from "../fixtures/asyncio/reads_signal.ts";
import { inLoop } from "../fixtures/asyncio/run_in_loop.ts";

const FAILURES: Record<Limit, string> = {
  timeout: "TimeoutError",
  waitFor: "TimeoutError",
  nested: "TimeoutError",
  taskGroup: "AggregateError",
};

for (const [limit, failure] of Object.entries(FAILURES)) {
  test(`currentTask().signal: is aborted by ${limit} around the code that reads it [120] [126]`, async () => {
    assertEquals(await inLoop(failureOfBlock(limit as Limit)), failure);
  });
}

test("currentTask().signal: of the task is not aborted by a block in it [120]", async () => {
  assertEquals(await inLoop(staysUntouched()), true);
});
