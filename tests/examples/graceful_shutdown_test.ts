import process from "node:process";
import { assert, assertEquals } from "@std/assert";
import { type ScriptResult, startScript } from "../_harness/run.ts";
import { test } from "../_harness/test.ts";

const EXAMPLE = new URL("../../examples/graceful_shutdown.ts", import.meta.url);

/** Longer than any test, so that only a signal ends it. */
const ENDLESS = "3600000";

/** What a task has printed. */
function linesOf(task: string, { stdout }: ScriptResult): string[] {
  const start = `Task ${task}: `;
  return stdout.split(/\r?\n/).filter((line) => line.startsWith(start))
    .map((line) => line.slice(start.length));
}

test("graceful_shutdown: the tasks take their steps and are told to stop", async () => {
  const result = await startScript(EXAMPLE, { args: ["200"] }).ended;
  assertEquals([result.code, result.stderr], [0, ""]);
  for (const task of ["A", "B"]) {
    const lines = linesOf(task, result);
    const steps = lines.slice(0, -1);
    assertEquals(steps, steps.map((_, i) => `step ${i}`));
    assert(steps.length >= 1, result.stdout);
    assertEquals(lines.at(-1), "cancelled");
  }
  const rest = result.stdout.split(/\r?\n/).filter((line) => !/^Task|^$/.test(line));
  assertEquals(rest, ["Starting graceful shutdown...", "Shutdown complete"]);
  assert(result.stdout.endsWith("Shutdown complete\n"), result.stdout);
});

for (const [signal, exitCode] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  test(`graceful_shutdown: ${signal} has the tasks say goodbye`, async () => {
    const { child, ended, kill } = startScript(EXAMPLE, { args: [ENDLESS] });
    let text = "";
    child.stdout?.on("data", (part: string) => {
      if (text.includes("B: step 0")) return;
      text += part;
      if (text.includes("B: step 0")) kill(signal);
    });
    const result = await ended;
    assertEquals([result.code, result.stderr], [exitCode, ""]);
    for (const task of ["A", "B"]) assertEquals(linesOf(task, result), ["step 0", "cancelled"]);
    assertEquals(result.stdout.includes("shutdown"), false);
  }, {
    skip: {
      when: process.platform === "win32",
      reason: "no signal can be sent to another process",
      link: "https://nodejs.org/api/process.html#signal-events",
    },
  });
}
