import { assertEquals } from "@std/assert";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "../tests/_harness/test.ts";
import { buildDocs } from "./build_docs.ts";
import { deadLinks } from "./docs_site/links.ts";
import { anchorsOf, localTarget } from "./docs_site/markdown.ts";
import { exists, filesIn, inRepository } from "./test_all/repository.ts";

const PAGES = [
  ...filesIn("docs", ".md"),
  ...["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "bench/README.md"],
];

/** Markdown without its code, in which what looks like a link is none. */
function proseOf(page: string): string {
  return textOf(page).replaceAll(/^(```+)[\s\S]*?^\1$/gm, "").replaceAll(/`[^`\n]*`/g, "");
}

function textOf(page: string): string {
  return readFileSync(inRepository(page), "utf8");
}

function leadsNowhere(page: string, href: string): boolean {
  const target = localTarget(page, href);
  if (target === undefined) return false;
  if (!exists(target.path)) return true;
  if (target.anchor === "" || !target.path.endsWith(".md")) return false;
  return !anchorsOf(textOf(target.path)).includes(target.anchor);
}

test("pages: each link to a file, or to a heading of a page, leads there", () => {
  const links = PAGES.flatMap((page) =>
    [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, href = ""]) => ({ page, href }))
  );
  assertEquals(links.length > 50, true);
  assertEquals(links.filter(({ page, href }) => leadsNowhere(page, href)), []);
});

test(
  "docs: the site has the reference of every entry and all pages, and no link in it is dead",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "sideloop-docs-"));
    try {
      await buildDocs(folder);
      assertEquals(deadLinks(folder), []);
      for (
        const file of [
          "index",
          "names",
          "cookbook",
          "values",
          "reference/index",
          "reference/worker/index",
        ]
      ) {
        assertEquals(existsSync(`${folder}/${file}.html`), true, file);
      }
      const loop = readFileSync(`${folder}/reference/~/EventLoop.html`, "utf8");
      assertEquals(loop.includes(`href="../../index.html"`), true, "a way back");
      assertEquals(loop.includes("import { type EventLoop } from &quot;sideloop&quot;;"), true);
      assertEquals(loop.includes("file://"), false, "a path of this machine");
      const search = readFileSync(`${folder}/reference/search.js`, "utf8");
      assertEquals(search.includes("const pathToRoot = document"), true, "links of the search");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  { timeout: 60_000 },
);
