import { assertEquals } from "@std/assert";
import { test } from "../_harness/test.ts";
import { runScript } from "../_harness/run.ts";

/** Runs a script that has to end by itself. */
async function outputOf(source: string, env: Record<string, string> = {}): Promise<unknown> {
  const { code, stdout, stderr } = await runScript(source, { env, timeout: 12_000 });
  return { code, stdout: stdout.trim(), stderr };
}

test("asyncHelper: a script that has used it ends by itself, in debug mode without a word [92]", async () => {
  const source = `
    import { asyncHelper, inline } from "sideloop";
    console.log(asyncHelper.runSync(inline(() => 1)), await asyncHelper.run(inline(() => 2)));
    asyncHelper.run(inline(() => new Promise((resolve) => setTimeout(resolve, 3_600_000))));
  `;
  const output = await outputOf(source, { SIDELOOP_DEBUG: "1" });
  assertEquals(output, { code: 0, stdout: "1 2", stderr: "" });
});

test("asyncHelper: a script may end right after it has asked for the disposal", async () => {
  const output = await outputOf(`
    import { asyncHelper, inline } from "sideloop";
    await asyncHelper.dispose();
    console.log(asyncHelper.runSync(inline(() => 1)));
    asyncHelper.dispose();
  `);
  assertEquals(output, { code: 0, stdout: "1", stderr: "" });
});

test("MultiLoopManager: a script that forgets to stop it ends by itself [92]", async () => {
  const output = await outputOf(`
    import { coroutine, currentThread, isMainThread, MultiLoopManager } from "sideloop";
    const where = coroutine(import.meta, "where", () => currentThread().name);
    if (isMainThread) {
      const manager = new MultiLoopManager({ numLoops: 2 }).start();
      console.log(...await Promise.all([1, 2, 3].map(() => manager.submit(where()))));
    }
  `);
  assertEquals(output, { code: 0, stdout: "AsyncLoop-0 AsyncLoop-1 AsyncLoop-0", stderr: "" });
});
