import { newEventLoop, runCoroutineThreadsafe } from "sideloop";
import { assertStringIncludes } from "@std/assert";
import { test } from "../_harness/test.ts";
import { dig } from "../fixtures/threads/starts_loops.ts";

test(
  "LoopLimitError: a coroutine that starts a loop which runs it again comes 16 loops deep",
  async () => {
    const loop = newEventLoop().start();
    const end = await runCoroutineThreadsafe(dig(0), loop);
    loop.stop();
    await loop.join();
    assertStringIncludes(end, "15: LoopLimitError: Cannot start Deep-15: it would be in 16 loops");
  },
  { timeout: 60_000 },
);
