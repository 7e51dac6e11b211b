import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { test } from "../../../tests/_harness/test.ts";
import { browserModule, servedFile } from "./served_file.ts";

const FILE = "tests/conformance/stream_test.ts";

test("browserModule: blanks types out, and moves nothing", () => {
  const source = `let n: number = 1;\ntype A = 1;\nn += 1;\n`;
  assertEquals(browserModule(source, FILE), `let n         = 1;\n           \nn += 1;\n`);
});

test("browserModule: names packages by their path, wherever a module names one", () => {
  const source = [
    `import { sleep } from "sideloop";`,
    `export * from "sideloop";`,
    `import "./own.ts";`,
    `import type { Loop } from "nowhere";`,
    `const text = \`import { x } from "sideloop";\`; // from "sideloop"`,
    `await import("sideloop");`,
  ].join("\n");
  assertEquals(browserModule(source, FILE).split("\n").map((line) => line.trimEnd()), [
    `import { sleep } from "/mod.ts";`,
    `export * from "/mod.ts";`,
    `import "./own.ts";`,
    ``,
    `const text = \`import { x } from "sideloop";\`; // from "sideloop"`,
    `await import("/mod.ts");`,
  ]);
});

test("browserModule: finds linked packages, and leaves what nobody has", () => {
  assertStringIncludes(
    browserModule(`import { assert } from "@std/assert";`, FILE),
    `"/scripts/npm_only/std_assert/index.js"`,
  );
  for (const specifier of ["node:fs", "no_such_package", "https://example.com/a.js"]) {
    const source = `import "${specifier}";`;
    assertEquals(browserModule(source, FILE), source);
  }
});

test("servedFile: gives the media type, and nothing for what is not there", () => {
  assertEquals(servedFile("mod.ts")?.type, "text/javascript; charset=utf-8");
  assertEquals(servedFile("README.md")?.type, "application/octet-stream");
  assertEquals([servedFile("src"), servedFile("src/nowhere.ts")], [undefined, undefined]);
  assert(String(servedFile("mod.ts")?.body).includes("export"));
});
