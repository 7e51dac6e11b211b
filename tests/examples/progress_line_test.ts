import { assertEquals } from "@std/assert";
import { ProgressLine } from "../../examples/quickstart/progress_line.ts";
import { test } from "../_harness/test.ts";

/** What is written to a terminal of that kind by one line that is shown and cleared. */
function writtenTo(terminal: { isTTY?: boolean; columns?: number }, text: string): string[] {
  const written: string[] = [];
  const line = new ProgressLine({ ...terminal, write: (part) => written.push(part) });
  line.show(text);
  line.clear();
  return written;
}

test("ProgressLine: erases the line before it draws", () => {
  const written = writtenTo({ isTTY: true, columns: 40 }, "1 of 2 done");
  assertEquals(written, ["\r\x1b[K1 of 2 done", "\r\x1b[K"]);
});

test("ProgressLine: stays on one line of a narrow terminal", () => {
  const [first] = writtenTo({ isTTY: true, columns: 11 }, "0123456789ABC");
  assertEquals(first, "\r\x1b[K0123456789");
});

test("ProgressLine: takes 80 columns where the terminal does not tell", () => {
  const [first] = writtenTo({ isTTY: true, columns: 0 }, "x".repeat(100));
  assertEquals(first, `\r\x1b[K${"x".repeat(79)}`);
});

test("ProgressLine: writes nothing where the output is no terminal", () => {
  assertEquals(writtenTo({ columns: 40 }, "1 of 2 done"), []);
});
