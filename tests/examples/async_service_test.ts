import { assertEquals } from "@std/assert";
import { runScript } from "../_harness/run.ts";
import { test } from "../_harness/test.ts";

const EXAMPLE = new URL("../../examples/async_service.ts", import.meta.url);

test("async_service: both methods are called and answer", async () => {
  const { code, stdout, stderr } = await runScript(EXAMPLE, { args: ["50"] });
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout.split(/\r?\n/), [
    'Fetch result: {"url":"https://api.example.com","data":"example"}',
    "Compute result: 30",
    "",
  ]);
});
