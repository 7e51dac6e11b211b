import { assertEquals } from "@std/assert";
import { readFileSync } from "node:fs";
import { test } from "../tests/_harness/test.ts";
import { dateOf, releaseProblems, versionsOf } from "./check_release.ts";
import { inRepository } from "./test_all/repository.ts";

const CHANGELOG = "# Changelog\n\n## [0.2.0] - 2026-11-30\n\n## [0.1.0] - unreleased\n";

test("versions: deno.json and package.json agree, and CHANGELOG.md has an entry for it", () => {
  const versions = [...new Set(versionsOf(["deno.json", "package.json"]).values())];
  assertEquals(versions.length, 1);
  const changelog = readFileSync(inRepository("CHANGELOG.md"), "utf8");
  assertEquals(typeof dateOf(String(versions[0]), changelog), "string");
});

test("check_release: a tag that all agree on has no problems", () => {
  const versions = new Map([["deno.json", "0.2.0"], ["npm/package.json", "0.2.0"]]);
  assertEquals(releaseProblems("v0.2.0", versions, CHANGELOG), []);
});

test("check_release: names the manifest that says otherwise", () => {
  const versions = new Map([["deno.json", "0.2.0"], ["package.json", "0.1.9"]]);
  assertEquals(releaseProblems("v0.2.0", versions, CHANGELOG), [
    "Cannot release 0.2.0: package.json says 0.1.9",
  ]);
});

for (const version of ["0.1.0", "0.3.0"]) {
  test(`check_release: refuses a version whose entry has no date, or that has none: ${version}`, () => {
    assertEquals(releaseProblems(`v${version}`, new Map(), CHANGELOG), [
      `Cannot release ${version}: CHANGELOG.md has no dated entry for it`,
    ]);
  });
}

test("check_release: refuses what is no version", () => {
  assertEquals(releaseProblems("nightly", new Map(), CHANGELOG), [
    'Cannot release "nightly": a tag looks like v0.1.0',
  ]);
});
