import { assertEquals } from "@std/assert";
import { runScript } from "../_harness/run.ts";
import { test } from "../_harness/test.ts";

const EXAMPLE = new URL("../../examples/loop_in_a_thread.ts", import.meta.url);

test("loop_in_a_thread: the task says when it starts and finishes, and its result arrives", async () => {
  const { code, stdout, stderr } = await runScript(EXAMPLE, { args: ["50"] });
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout.split(/\r?\n/), [
    "Async task test started",
    "Async task test finished",
    "Got the result: Result test",
    "",
  ]);
});
