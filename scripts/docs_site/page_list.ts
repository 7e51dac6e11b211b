import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { filesIn, inRepository } from "../test_all/repository.ts";

/** A page of the repository that becomes one of the site. */
export interface Page {
  /** From the repository's root. */
  readonly source: string;
  /** In the site's folder. */
  readonly file: string;
  /** Its first heading. */
  readonly title: string;
  /** The first sentence below the heading, as Markdown. */
  readonly summary: string;
  /** Its Markdown. */
  readonly text: string;
}

/** Pages under one heading of the navigation. */
export interface PageGroup {
  readonly title: string;
  readonly pages: readonly Page[];
}

const START = ["README.md", "docs/cookbook.md", "docs/from_python.md"];
const INSIDE = ["reliability", "performance", "architecture", "memory_model"]
  .map((name) => `docs/${name}.md`);
const PROJECT = ["CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"];

/** All pages, in the order of the navigation. A page of `docs/` that has no other place is a guide. */
export function pageGroups(): PageGroup[] {
  const guides = filesIn("docs", ".md").filter((file) => ![...START, ...INSIDE].includes(file));
  return [
    { title: "Start", pages: START.map(readPage) },
    { title: "Guides", pages: guides.map(readPage) },
    { title: "How it works", pages: INSIDE.map(readPage) },
    { title: "Project", pages: PROJECT.map(readPage) },
  ];
}

function readPage(source: string): Page {
  const text = readFileSync(inRepository(source), "utf8");
  const title = source === "README.md" ? "Overview" : /^# (.+)$/m.exec(text)?.[1] ?? source;
  const paragraph = /^# .+\n\n((?:.+\n)+)/m.exec(text)?.[1]?.replaceAll(/\n(?:> )?|^> /g, " ") ??
    "";
  const summary = /^.+?[.:](?= |$)/.exec(paragraph.trim())?.[0].replace(/:$/, ".") ?? title;
  return { source, file: `${basename(source, ".md").toLowerCase()}.html`, title, summary, text };
}
