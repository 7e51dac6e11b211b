import { assertEquals } from "@std/assert";
import { formatTable } from "../../examples/quickstart/table.ts";
import { test } from "../_harness/test.ts";

const DIGEST = { bytes: 12, words: 3, sha256: "0123456789abcdef".repeat(4) };

/** The row of an input that failed with that error. */
function failedRow(error: unknown): string | undefined {
  return formatTable([{ input: "x", error }]).split("\n")[1];
}

test("formatTable: aligns the columns and shows a prefix of the SHA-256", () => {
  const rows = [{ input: "a.txt", digest: DIGEST }, { input: "longer.txt", digest: DIGEST }];
  assertEquals(formatTable(rows).split("\n"), [
    "input           bytes    words  sha-256",
    "a.txt              12        3  0123456789abcdef",
    "longer.txt         12        3  0123456789abcdef",
  ]);
});

test("formatTable: a very long input disturbs its own row only", () => {
  const long = "x".repeat(200);
  const table = formatTable([{ input: "a", digest: DIGEST }, { input: long, digest: DIGEST }]);
  const [header = "", short = "", row = ""] = table.split("\n");
  assertEquals([header.indexOf("sha-256"), short.indexOf("0123")], [82, 82]);
  assertEquals(row, `${long}         12        3  0123456789abcdef`);
});

test("formatTable: shows an error with its causes on one line", () => {
  const cause = new Error("Connection refused");
  const error = new TypeError("fetch failed", { cause });
  assertEquals(failedRow(error), "x      failed: fetch failed: Connection refused");
  assertEquals(failedRow(new Error("one\ntwo")), "x      failed: one");
});

test("formatTable: shows the code or the name of an error without a message", () => {
  const error = Object.assign(new AggregateError([], ""), { code: "ECONNREFUSED" });
  assertEquals(failedRow(error), "x      failed: ECONNREFUSED");
  assertEquals(failedRow(new RangeError()), "x      failed: RangeError");
});

test("formatTable: shows what was thrown and is no error", () => {
  assertEquals(failedRow("just text"), "x      failed: just text");
});
