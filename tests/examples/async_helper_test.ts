import { assertEquals } from "@std/assert";
import { runScript } from "../_harness/run.ts";
import { test } from "../_harness/test.ts";

const EXAMPLE = new URL("../../examples/async_helper.ts", import.meta.url);

test("async_helper: synchronous code gets results, within a loop as well", async () => {
  const { code, stdout, stderr } = await runScript(EXAMPLE, { args: ["50"] });
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout.split(/\r?\n/), [
    "Result: 30",
    "Result from within a loop: 60",
    "",
  ]);
});
