import { assertEquals } from "@std/assert";
import { runScript } from "../_harness/run.ts";
import { test } from "../_harness/test.ts";

const EXAMPLE = new URL("../../examples/many_loops.ts", import.meta.url);

test("many_loops: nine tasks go round three loops", async () => {
  const { code, stdout, stderr } = await runScript(EXAMPLE, { args: ["50"] });
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout.split(/\r?\n/), [
    "Task T0 completed in AsyncLoop-0",
    "Task T1 completed in AsyncLoop-1",
    "Task T2 completed in AsyncLoop-2",
    "Task T3 completed in AsyncLoop-0",
    "Task T4 completed in AsyncLoop-1",
    "Task T5 completed in AsyncLoop-2",
    "Task T6 completed in AsyncLoop-0",
    "Task T7 completed in AsyncLoop-1",
    "Task T8 completed in AsyncLoop-2",
    "",
  ]);
});
