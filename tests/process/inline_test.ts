import process from "node:process";
import { assertEquals, assertMatch } from "@std/assert";
import { runScript } from "../_harness/run.ts";
import { test } from "../_harness/test.ts";

const NODE_ONLY = {
  when: process.versions.deno !== undefined || process.versions.bun !== undefined,
  reason: "has no flag that forbids the evaluation of text; browsers have the header of a page",
  link: "https://nodejs.org/api/cli.html#--disallow-code-generation-from-strings",
};

test(
  "inline: where text may not be evaluated it fails with the reason, and with what to do",
  async () => {
    const { code, stdout } = await runScript(
      `
    import { inline, isMainThread, newEventLoop, runCoroutineThreadsafe } from "sideloop";
    if (isMainThread) {
      const future = runCoroutineThreadsafe(inline(() => 1), newEventLoop().start());
      const { name, message, cause } = await future.then(() => {}, (error) => error);
      console.log(name, message, cause.name);
    }
  `,
      { runtimeArgs: ["--disallow-code-generation-from-strings"] },
    );
    assertEquals(code, 0);
    assertMatch(
      stdout,
      /^CoroutineLoadError .*evaluates no text.*coroutine\(import\.meta.* EvalError/,
    );
  },
  { skip: NODE_ONLY },
);
