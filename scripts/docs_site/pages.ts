import { copyFileSync, existsSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Documentation } from "../public_docs.ts";
import { exists, inRepository, REPOSITORY } from "../test_all/repository.ts";
import { escapeHtml, layOut } from "./layout.ts";
import { localTarget, renderMarkdown } from "./markdown.ts";
import { namesPage } from "./names_page.ts";
import { type Page, type PageGroup, pageGroups } from "./page_list.ts";

const STYLE = fileURLToPath(new URL("style.css", import.meta.url));

const TAGLINE =
  "An event loop in a thread of its own, and a safe way to hand it work from any other thread. " +
  "For Deno, Bun, Node and browsers.";

const API = [
  ["names.html", "Names by subject", "Everything that can be imported, in a line each."],
  ["reference/index.html", "Reference", "Every name, with its errors and an example that runs."],
] as const;

/**
 * Writes the pages of the repository, and one that leads to them.
 *
 * @param folder The site's, with the reference in it.
 * @param documentation Of what is exported.
 */
export function writePages(folder: string, documentation: Documentation): void {
  const groups = pageGroups();
  const pages = groups.flatMap((group) => group.pages);
  const files = new Map(pages.map(({ source, file }) => [source, file]));
  copyFileSync(STYLE, `${folder}/style.css`);
  for (const { source, file, title, text } of pages) {
    const html = renderMarkdown(text, (href) => linkTo(source, href, files), findSymbol);
    writeFileSync(
      `${folder}/${file}`,
      layOut({ file, title: `${title} - Sideloop`, groups }, html),
    );
  }
  const frame = { file: "index.html", title: "Sideloop", groups };
  writeFileSync(`${folder}/index.html`, layOut(frame, home(groups)));
  const names = { file: "names.html", title: "Names by subject - Sideloop", groups };
  writeFileSync(`${folder}/names.html`, layOut(names, namesPage(documentation)));

  function findSymbol(name: string): string | undefined {
    const file = `reference/~/${name}.html`;
    return existsSync(`${folder}/${file}`) ? file : undefined;
  }
}

/** What is no page of the site is in the repository. */
function linkTo(source: string, href: string, files: ReadonlyMap<string, string>): string {
  const target = localTarget(source, href);
  if (target === undefined || href.startsWith("#")) return href;
  const anchor = target.anchor && `#${target.anchor}`;
  const file = files.get(target.path);
  if (file !== undefined) return file + anchor;
  const isFolder = exists(target.path) && statSync(inRepository(target.path)).isDirectory();
  return `${REPOSITORY}/${isFolder ? "tree" : "blob"}/main/${target.path}${anchor}`;
}

function home(groups: readonly PageGroup[]): string {
  const readme = groups[0]?.pages[0]?.text ?? "";
  const example = /^```ts\n.*?^```$/ms.exec(readme)?.[0] ?? "";
  return `<section class="hero"><h1>Sideloop</h1><p>${TAGLINE}</p></section>
${renderMarkdown(example, String, () => undefined)}
${groups.map(cards).join("\n")}
<h2>API</h2>
<div class="cards">${API.map(([file, title, text]) => card(file, title, text)).join("")}</div>`;
}

function cards({ title, pages }: PageGroup): string {
  return `<h2>${escapeHtml(title)}</h2>
<div class="cards">${
    pages.map((page) => card(page.file, page.title, plainText(page))).join("")
  }</div>`;
}

function card(file: string, title: string, summary: string): string {
  return `<a class="card" href="${file}"><strong>${escapeHtml(title)}</strong><span>${
    escapeHtml(summary)
  }</span></a>`;
}

function plainText({ summary }: Page): string {
  return summary.replaceAll(/\[(.+?)\]\(.+?\)/g, "$1").replaceAll(/[`*]/g, "");
}
