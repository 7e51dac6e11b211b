import { assertEquals } from "@std/assert";
import { readFileSync } from "node:fs";
import { test } from "../tests/_harness/test.ts";
import { inRepository } from "./test_all/repository.ts";

const PAGE = readFileSync(inRepository("docs/cookbook.md"), "utf8");

const [, ...RECIPES] = PAGE.split(/^## /m);

/** What others import is named in its first line; tests print what their runner likes. */
const PROGRAM = /^```ts\n(?!\/\/ \w+\.ts\n).*?^```$\n\n(.*)/gms;

test("cookbook: has eight recipes, all in the list at its top", () => {
  assertEquals(RECIPES.length, 8);
  const titles = RECIPES.map((recipe) => recipe.slice(0, recipe.indexOf("\n")));
  assertEquals(titles.filter((title) => !PAGE.includes(`[${title}](#`)), []);
});

test("cookbook: each program is followed by what it prints, which its run is compared with", () => {
  const after = RECIPES.flatMap((recipe) =>
    [...recipe.matchAll(PROGRAM)].map(([, rest = ""]) => rest.slice(0, 8))
  );
  assertEquals(after, new Array(7).fill("```text\n"));
});
