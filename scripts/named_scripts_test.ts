import { assertEquals } from "@std/assert";
import { readFileSync } from "node:fs";
import { test } from "../tests/_harness/test.ts";
import { filesIn, inRepository } from "./test_all/repository.ts";
import { RUNTIMES } from "./test_all/runtimes.ts";

/** What people and machines are told to run. */
const TELL = [
  ...filesIn(".github", ".yml"),
  ...filesIn(".github", ".md"),
  ...filesIn("docs", ".md"),
  "README.md",
  "CONTRIBUTING.md",
];

const NPM_SCRIPT = /\bnpm (?:run (?:-s |--silent )?([\w:-]+)|(test|start)\b)/g;

const DENO_TASK = /\bdeno task ([\w:-]+)/g;

/** Each name that a file calls a script by, with the file. */
function calls(pattern: RegExp): string[][] {
  return TELL.flatMap((file) => {
    const text = readFileSync(inRepository(file), "utf8");
    return [...text.matchAll(pattern)].map(([, name, short = ""]) => [file, name ?? short]);
  });
}

function namesIn(file: string, field: string): string[] {
  const manifest = JSON.parse(readFileSync(inRepository(file), "utf8")) as Record<string, object>;
  return Object.keys(manifest[field] ?? {});
}

test("package.json: has every script that a workflow or a page names", () => {
  const named = calls(NPM_SCRIPT);
  assertEquals(named.length > 20, true);
  const known = namesIn("package.json", "scripts");
  assertEquals(named.filter(([, name = ""]) => !known.includes(name)), []);
});

test("deno.json: has every task that a workflow or a page names", () => {
  const named = calls(DENO_TASK);
  assertEquals(named.length > 2, true);
  const known = namesIn("deno.json", "tasks");
  assertEquals(named.filter(([, name = ""]) => !known.includes(name)), []);
});

test("nightly: each column of the table is run in full, by its name", () => {
  const workflow = readFileSync(inRepository(".github/workflows/nightly.yml"), "utf8");
  const [, list = ""] = /^ {8}runtime:\n((?: {10}- .+\n)+)/m.exec(workflow) ?? [];
  const named = [...list.matchAll(/- (.+)/g)].map(([, name]) => name);
  assertEquals(named, RUNTIMES.map(({ name }) => name));
});

test("workflows: every script that one runs by its path exists", () => {
  const texts = filesIn(".github/workflows", ".yml")
    .map((file) => readFileSync(inRepository(file), "utf8"));
  const paths = texts.flatMap((text) => text.match(/\bscripts\/[\w/]+\.ts\b/g) ?? []);
  assertEquals(paths.length > 0, true);
  assertEquals(paths.filter((path) => !filesIn("scripts", ".ts").includes(path)), []);
});
