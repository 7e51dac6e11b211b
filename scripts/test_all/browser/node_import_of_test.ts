import { assertEquals } from "@std/assert";
import { test } from "../../../tests/_harness/test.ts";
import { nodeImportOf } from "./node_import_of.ts";

test("nodeImportOf: finds the import of a file, or of what it imports", () => {
  assertEquals(nodeImportOf("tests/_harness/run.ts"), "node:child_process");
  assertEquals(nodeImportOf("tests/process/signals_test.ts")?.startsWith("node:"), true);
});

test("nodeImportOf: types are no imports, and the library has none", () => {
  assertEquals(nodeImportOf("tests/fixtures/stays_live.ts"), undefined);
  assertEquals(nodeImportOf("tests/conformance/stream_test.ts"), undefined);
});
