import { posix } from "node:path";
import { pathToFileURL } from "node:url";
import { categoryOf, type Documentation, type DocumentedSymbol } from "../public_docs.ts";
import { inRepository } from "../test_all/repository.ts";
import { escapeHtml } from "./layout.ts";
import { renderMarkdown } from "./markdown.ts";
import { entries } from "./reference.ts";

/** Categories of `@category`, in the order in which somebody new meets them. */
const ORDER = ["Naming work", "Loops", "Futures", "Ready-made", "Inside a coroutine", "Errors"];

/**
 * The text of the page that has all names, by subject: what `deno doc --html` does not make of several modules.
 *
 * @param documentation Of all entries.
 */
export function namesPage(documentation: Documentation): string {
  const sections = entries().flatMap(([specifier, file]) => {
    const url = pathToFileURL(inRepository(file)).href;
    const folder = posix.join("reference", specifier.replace(/^sideloop/, ""), "~");
    return sectionsOf(documentation.nodes[url]?.symbols ?? [], specifier, folder);
  });
  return `<h1>Names by subject</h1>
<p>Everything that can be imported. The <a href="reference/index.html">reference</a> has a page for each name, with its
parameters, errors and an example that the tests run.</p>
${sections.join("\n")}`;
}

function sectionsOf(
  symbols: readonly DocumentedSymbol[],
  specifier: string,
  folder: string,
): string[] {
  const byCategory = Map.groupBy(symbols, (symbol) => categoryOf(symbol) ?? specifier);
  const titles = [...byCategory.keys()].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  return titles.map((title) => {
    const rows = sorted(byCategory.get(title) ?? []).map((symbol) => rowOf(symbol, folder));
    return `<h2 id="${title.toLowerCase().replaceAll(/\W/g, "-")}">${escapeHtml(title)}</h2>
<table class="names">${rows.join("\n")}</table>`;
  });
}

/** What is called comes before what is only a type. */
function sorted(symbols: readonly DocumentedSymbol[]): DocumentedSymbol[] {
  return symbols.toSorted((a, b) =>
    Number(isType(a)) - Number(isType(b)) || a.name.localeCompare(b.name)
  );
}

function isType({ declarations }: DocumentedSymbol): boolean {
  return declarations.every(({ kind }) => kind === "interface" || kind === "typeAlias");
}

function rowOf({ name, declarations }: DocumentedSymbol, folder: string): string {
  const text = declarations.map(({ jsDoc }) => jsDoc?.doc).find((doc) => doc !== undefined) ?? "";
  const [sentence = ""] = /^[\s\S]+?[.:](?=\s|$)/.exec(text) ?? [];
  const summary = sentence.replaceAll(/\{@linkcode (.+?)\}/g, "`$1`").replace(/:$/, ".");
  return `<tr><td><a href="${folder}/${name}.html"><code>${name}</code></a></td><td>${
    renderMarkdown(summary, String, () => undefined)
  }</td></tr>`;
}
