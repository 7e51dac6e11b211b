import { readdirSync, readFileSync } from "node:fs";
import { posix, sep } from "node:path";

/** A place in the site: a file, from the site's folder, and an anchor in it, empty for its top. */
export interface Target {
  readonly file: string;
  readonly anchor: string;
}

/** The pages below a folder, from there. */
export function htmlFiles(folder: string): string[] {
  return filesBelow(folder).filter((file) => file.endsWith(".html"));
}

/** Everything on a page that can be linked to. */
export function idsIn(html: string): Set<string> {
  return new Set([...html.matchAll(/\bid="([^"]+)"/g)].map(([, id = ""]) => unescape(id)));
}

/**
 * Where a link of a page leads.
 *
 * @param file The page, from the site's folder.
 * @param href As it stands in the page.
 * @returns `undefined` where it leads to another site.
 */
export function targetOf(file: string, href: string): Target | undefined {
  const link = unescape(href);
  if (/^[a-z]+:/.test(link)) return undefined;
  const [path = "", anchor = ""] = link.split("#").map(decodeURIComponent);
  if (path === "") return { file, anchor };
  const target = posix.join(posix.dirname(file), path);
  return { file: target.endsWith("/") ? `${target}index.html` : target, anchor };
}

/**
 * The links that lead nowhere.
 *
 * @param folder A built site.
 * @returns Each as `page: link`.
 */
export function deadLinks(folder: string): string[] {
  const files = new Set(filesBelow(folder));
  const pages = new Map(
    htmlFiles(folder).map((file) => [file, readFileSync(`${folder}/${file}`, "utf8")]),
  );
  const ids = new Map([...pages].map(([file, html]) => [file, idsIn(html)]));
  return [...pages].flatMap(([file, html]) =>
    [...html.matchAll(/ (?:href|src)="([^"]*)"/g)]
      .map(([, href = ""]) => href)
      .filter((href) => !leads(targetOf(file, href)))
      .map((href) => `${file}: ${href}`)
  );

  function leads(target: Target | undefined): boolean {
    if (target === undefined) return true;
    if (!files.has(target.file) && !files.has(`${target.file}/index.html`)) return false;
    return target.anchor === "" || ids.get(target.file)?.has(target.anchor) !== false;
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.split(sep).join("/"));
}

function unescape(text: string): string {
  return text.replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}
