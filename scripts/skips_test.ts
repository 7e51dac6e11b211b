import { assertEquals } from "@std/assert";
import { readFileSync } from "node:fs";
import { test } from "../tests/_harness/test.ts";
import { filesIn, foldersIn } from "./test_all/repository.ts";

const LISTS = ["docs/runtimes.md", "docs/browsers.md"];

/** The links of all skips; of those that are a constant, the constant's value. */
function linksOfSkips(): Set<string> {
  const files = ["_harness", ...foldersIn("tests")].flatMap((name) =>
    filesIn(`tests/${name}`, ".ts")
  );
  const sources = files.map((file) => readFileSync(file, "utf8"));
  return new Set(
    sources.flatMap((source) =>
      [...source.matchAll(/(?:\blink:|const ISOLATION =)\s*"(https:[^"]+)"/g)].map((
        [, link = ""],
      ) => link)
    ),
  );
}

test("docs/runtimes.md: lists every reason for which a test is skipped", () => {
  const documented = LISTS.map((file) => readFileSync(file, "utf8")).join("\n");
  const links = [...linksOfSkips()];
  assertEquals(links.length > 10, true);
  assertEquals(links.filter((link) => !documented.includes(link)), []);
});
