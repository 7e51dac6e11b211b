import { assertEquals } from "@std/assert";
import { test } from "../../tests/_harness/test.ts";
import { report } from "./report.ts";
import type { TestResult } from "./result.ts";

function skipped(runtime: string, file: string, name: string, message = "because"): TestResult {
  return { suite: "conformance", runtime, file, name, status: "skipped", message };
}

/** What the report says of skipped tests. */
function skipsOf(results: readonly TestResult[]): string {
  const text = report(results, ["conformance"], ["deno", "window"]);
  return text.slice(text.indexOf("Skipped")).split("\n\n")[1]?.split("\n0 passed")[0]?.trimEnd() ??
    "";
}

test("report: names each skipped test, with the runtimes that skip it", () => {
  const results = ["deno", "bun"].map((runtime) => skipped(runtime, "tests/a_test.ts", "a"));
  assertEquals(skipsOf(results), "  conformance | a\n    because (deno, bun)");
});

test("report: of browsers counts skipped tests by reason and file", () => {
  const results = ["window", "worker"].flatMap((runtime) => [
    skipped(runtime, "tests/a_test.ts", "a"),
    skipped(runtime, "tests/a_test.ts", "b"),
    skipped(runtime, "tests/b_test.ts", "c"),
  ]);
  assertEquals(
    skipsOf(results),
    "  conformance\n    because (window, worker)\n      a_test.ts 2, b_test.ts 1",
  );
});

test("report: ends with the failures and the totals", () => {
  const failed: TestResult = {
    suite: "conformance",
    runtime: "deno",
    file: "tests/b_test.ts",
    name: "b",
    status: "failed",
    message: "Values are not equal",
  };
  const text = report([failed, skipped("deno", "tests/a_test.ts", "a")], ["conformance"], ["deno"]);
  assertEquals(
    text.slice(text.indexOf("Failures")),
    "Failures\n\nconformance | deno | tests/b_test.ts\n  b\n    Values are not equal\n\n0 passed, 1 failed",
  );
});
