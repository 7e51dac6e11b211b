import markdownIt, { type MarkdownIt } from "markdown-it";
import { posix } from "node:path";

/** Where a link of a page leads in the site. */
export type LinkRewriter = (href: string) => string;

/** The page of the reference that is about a name, if there is one. */
export type SymbolFinder = (name: string) => string | undefined;

/** Names that are words, too, are no links: only those with a capital letter are. */
const NAME = /^(\w*[A-Z]\w*)(?:\.\w+)?(?:\(\))?$/;

/**
 * Renders a page: headings get the anchors that GitHub gives them.
 *
 * @param text Markdown.
 * @param rewrite Where its links lead.
 * @param symbol Where names in code lead.
 */
export function renderMarkdown(text: string, rewrite: LinkRewriter, symbol: SymbolFinder): string {
  const markdown = markdownIt({ html: true });
  anchorHeadings(markdown);
  rewriteLinks(markdown, rewrite);
  linkSymbols(markdown, symbol);
  return markdown.render(text);
}

/** The anchors of a page's headings, in order. */
export function anchorsOf(text: string): string[] {
  const slugs = slugger();
  return headingsOf(text).map(slugs);
}

function headingsOf(text: string): string[] {
  const tokens = markdownIt({ html: true }).parse(text, {});
  return tokens.flatMap(({ type }, index) =>
    type === "heading_open" ? [tokens[index + 1]?.content ?? ""] : []
  );
}

function anchorHeadings(markdown: MarkdownIt): void {
  markdown.core.ruler.push("anchor_headings", ({ tokens }) => {
    const slugs = slugger();
    for (const [index, token] of tokens.entries()) {
      if (token.type !== "heading_open") continue;
      token.attrSet("id", slugs(tokens[index + 1]?.content ?? ""));
    }
  });
}

/** Names headings as GitHub does; the second one of a name gets a number. */
function slugger(): (heading: string) => string {
  const seen = new Map<string, number>();
  return (heading) => {
    const text = heading.replaceAll(/\[(.+?)\]\(.+?\)/g, "$1").toLowerCase();
    const slug = text.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").trim().replaceAll(/\s/g, "-");
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  };
}

function rewriteLinks(markdown: MarkdownIt, rewrite: LinkRewriter): void {
  markdown.core.ruler.push("rewrite_links", ({ tokens }) => {
    for (const child of tokens.flatMap(({ children }) => children ?? [])) {
      const href = child.type === "link_open" ? child.attrGet("href") : null;
      if (href !== null) child.attrSet("href", rewrite(String(href)));
    }
  });
}

function linkSymbols(markdown: MarkdownIt, symbol: SymbolFinder): void {
  const plain = markdown.renderer.rules.code_inline;
  markdown.renderer.rules.code_inline = (tokens, index, ...rest) => {
    const html = plain?.(tokens, index, ...rest) ?? "";
    const isLinked = tokens[index - 1]?.type === "link_open";
    const name = NAME.exec(tokens[index]?.content ?? "")?.[1];
    const href = name === undefined || isLinked ? undefined : symbol(name);
    return href === undefined ? html : `<a class="symbol" href="${href}">${html}</a>`;
  };
}

/** The file of the repository that a link of a file leads to, with the anchor; `undefined` for other sites. */
export function localTarget(
  source: string,
  href: string,
): { readonly path: string; readonly anchor: string } | undefined {
  if (/^[a-z]+:/.test(href)) return undefined;
  const [path = "", anchor = ""] = href.split("#");
  const target = path === "" ? source : posix.join(posix.dirname(source), decodeURI(path));
  return { path: target.replace(/\/$/, ""), anchor };
}
