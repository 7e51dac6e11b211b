import { assertEquals } from "@std/assert";
import { runScript } from "../_harness/run.ts";
import { test } from "../_harness/test.ts";

const EXAMPLE = new URL("../../examples/async_worker.ts", import.meta.url);

test("async_worker: both replies arrive, in the order in which they are read", async () => {
  const { code, stdout, stderr } = await runScript(EXAMPLE, { args: ["50"] });
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout.split(/\r?\n/), [
    '{"url":"https://api.example.com/users","status":"ok"}',
    '{"url":"https://api.example.com/posts","status":"ok"}',
    "",
  ]);
});
