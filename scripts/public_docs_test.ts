import { assertEquals } from "@std/assert";
import { test } from "../tests/_harness/test.ts";
import { runDenoDoc } from "./docs_site/reference.ts";
import { type Documentation, type DocumentedSymbol, gapsIn } from "./public_docs.ts";

const EXAMPLE = {
  kind: "example",
  doc: 'Title\n```ts\nimport { assert } from "@std/assert";\nassert(a.b());\n```',
};

function gapsOf(...symbols: DocumentedSymbol[]): string[] {
  return gapsIn({ nodes: { "file:///mod.ts": { symbols } } });
}

test("public docs: every public name is documented, and shown in an example that runs", async () => {
  const documentation = JSON.parse(await runDenoDoc(["--json"])) as Documentation;
  const names = Object.values(documentation.nodes).flatMap(({ symbols }) => symbols);
  assertEquals(names.length > 100, true);
  assertEquals(gapsIn(documentation), []);
});

test("public docs: finds a name without a summary, and a value without an example", () => {
  assertEquals(
    gapsOf(
      { name: "A", declarations: [{ kind: "typeAlias" }] },
      { name: "b", declarations: [{ kind: "function", jsDoc: { doc: "Does." } }] },
    ),
    ["A has no summary", "b has no example"],
  );
});

test("public docs: finds a member without a summary, and a method that no example calls", () => {
  const methods = [
    { name: "b", jsDoc: { doc: "Does." } },
    { name: "c", jsDoc: { doc: "Does." } },
    { name: "d", kind: "getter" },
    { name: "e", accessibility: "private" },
  ];
  const jsDoc = { doc: "A.", tags: [EXAMPLE] };
  assertEquals(
    gapsOf({ name: "A", declarations: [{ kind: "class", jsDoc, def: { methods } }] }),
    ["A.c is called in no example", "A.d has no summary"],
  );
});

test("public docs: finds a name without a category among names that have one", () => {
  const symbol = (name: string, ...tags: { kind: string; doc: string }[]): DocumentedSymbol => ({
    name,
    declarations: [{ kind: "typeAlias", jsDoc: { doc: "Is.", tags } }],
  });
  assertEquals(gapsOf(symbol("A", { kind: "category", doc: "Loops" }), symbol("B")), [
    "B has no category",
  ]);
});

test("public docs: finds examples that do not run, or assert nothing", () => {
  const example = (doc: string) => ({ doc: "Does.", tags: [{ kind: "example", doc }] });
  const symbol = (name: string, doc: string): DocumentedSymbol => ({
    name,
    declarations: [{ kind: "function", jsDoc: example(doc) }],
  });
  assertEquals(
    gapsOf(
      symbol("a", "```ts ignore\nassert(a());\n```"),
      symbol("b", "```ts\nb();\n```"),
      symbol("c", "```js\nassert(c());\n```"),
      symbol("d", "```ts ignore\nassert(coroutine(import.meta, d));\n```"),
    ),
    ["An example of a is not run", "An example of b asserts nothing", "An example of c is not run"],
  );
});
