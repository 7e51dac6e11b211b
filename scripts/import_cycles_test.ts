import { assertEquals } from "@std/assert";
import { test } from "../tests/_harness/test.ts";
import { filesIn } from "./test_all/repository.ts";
import { findCycle, importsOf } from "./import_cycles.ts";

test("import cycles: src has none, types included", () => {
  const files = ["mod.ts", ...filesIn("src", ".ts")];
  assertEquals(findCycle(new Map(files.map((file) => [file, importsOf(file)]))), undefined);
});

test("import cycles: finds one, and names its files in order", () => {
  const graph = new Map([["a", ["b"]], ["b", ["d", "c"]], ["c", ["b"]], ["d", []]]);
  assertEquals(findCycle(graph), ["b", "c", "b"]);
});

test("import cycles: two ways to one file are none", () => {
  const graph = new Map([["a", ["b", "c"]], ["b", ["d"]], ["c", ["d"]], ["d", []]]);
  assertEquals(findCycle(graph), undefined);
});
