import { assertEquals } from "@std/assert";
import { test } from "../../../tests/_harness/test.ts";
import { PageRun } from "./page_run.ts";

test("PageRun: a failure shows what was printed since its test began, also afterwards", () => {
  const run = new PageRun(0);
  run.print("before");
  run.hear({ type: "started", name: "a", timeout: 10 }, 1);
  run.print("during");
  run.hear({ type: "failed", name: "a", message: "Error: no" }, 2);
  run.print("late");
  run.hear({ type: "started", name: "b", timeout: 10 }, 3);
  run.print("of b");
  run.hear({ type: "passed", name: "b" }, 4);
  assertEquals(run.results, [
    { name: "a", status: "failed", message: "Error: no\nConsole:\nduring\nlate" },
    { name: "b", status: "passed" },
  ]);
});

test("PageRun: names the test that hangs, which is its failure", () => {
  const run = new PageRun(0);
  run.hear({ type: "started", name: "a", timeout: 1_000 }, 0);
  assertEquals(run.hangs(15_999), undefined);
  const reason = run.hangs(16_000);
  assertEquals(reason, `Killed: "a" blocked its thread and did not end within 16 s`);
  run.break(reason ?? "");
  assertEquals(run.results, [{ name: "a", status: "failed", message: reason ?? "" }]);
  assertEquals([run.isFinished, run.isBroken], [true, true]);
});

test("PageRun: a file that is not done in time hangs, whatever its tests do", () => {
  const run = new PageRun(0);
  run.hear({ type: "passed", name: "a" }, 240_001);
  assertEquals(run.hangs(240_001), "Killed: not done after 240000 ms");
});

test("PageRun: what goes wrong outside of tests is the file's failure", () => {
  const run = new PageRun(0);
  run.hear({ type: "broken", message: "Error: no" }, 1);
  run.hear({ type: "finished" }, 2);
  assertEquals(run.results, [{ name: "(the whole file)", status: "failed", message: "Error: no" }]);
  assertEquals([run.isFinished, run.isBroken], [true, false]);
});
