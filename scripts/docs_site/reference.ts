import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { posix } from "node:path";
import { pathToFileURL } from "node:url";
import { readDenoManifest } from "../build_npm/package_entries.ts";
import { hangsAfter, runChild } from "../test_all/child.ts";
import { NPM_ONLY } from "../test_all/jsr.ts";
import { inRepository, REPOSITORY, ROOT } from "../test_all/repository.ts";
import { DENO } from "../test_all/runtimes.ts";
import { htmlFiles, idsIn, targetOf } from "./links.ts";

/** Milliseconds that `deno doc` may take; it takes one second. */
const MAY_TAKE = 60_000;

/** Between the crumbs of a page's path. */
const SEPARATOR = `<span class="text-black dark:text-white">&nbsp;›&nbsp;</span>`;

/** The modules that `deno.json` exports: what a program imports, and its file. */
export function entries(): [specifier: string, file: string][] {
  return Object.entries(readDenoManifest().exports)
    .map(([name, file]) => [posix.join("sideloop", name), posix.normalize(file)]);
}

/**
 * Writes the reference of everything that is exported, and mends what `deno doc` cannot know: how the modules are
 * imported, where their sources are, and that there are pages besides.
 *
 * @param folder Where to; made where it is missing.
 * @throws {Error} If `deno doc` fails.
 */
export async function writeReference(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await runDenoDoc(["--html", "--name=Sideloop", `--output=${folder}`]);
  mendSearch(`${folder}/search.js`);
  const pages = new Map(htmlFiles(folder).map((file) => [file, mend(folder, file)]));
  const ids = new Map([...pages].map(([file, html]) => [file, idsIn(html)]));
  for (const [file, html] of pages) {
    writeFileSync(`${folder}/${file}`, withoutDeadAnchors(file, html, ids));
  }
}

/** What it finds is linked from where its own style sheet is; `deno doc` counts a folder too many for some pages. */
function mendSearch(file: string): void {
  const root = `document.querySelector("link").getAttribute("href").replace("styles.css", "")`;
  const script = readFileSync(file, "utf8");
  writeFileSync(file, script.replace(/(const pathToRoot = )[^;]+;/, `$1${root};`));
}

/**
 * Runs `deno doc` on all entries, without a look at the network.
 *
 * @returns What it prints.
 * @throws {Error} If it fails.
 */
export async function runDenoDoc(args: readonly string[]): Promise<string> {
  const files = entries().map(([, file]) => inRepository(file));
  const hangs = hangsAfter(MAY_TAKE);
  const command = ["doc", "--quiet", ...args, "--import-map", NPM_ONLY, ...files];
  const { code, killed, output } = await runChild(DENO, command, { hangs });
  if (code === 0) return output;
  throw new Error(`Cannot document ${files.join(", ")}: ${killed ?? output}`);
}

function mend(folder: string, file: string): string {
  const home = posix.relative(posix.dirname(`reference/${file}`), ".") || ".";
  return readFileSync(`${folder}/${file}`, "utf8")
    .replaceAll("&#x2F;", "/")
    .replaceAll(pathToFileURL(ROOT).href, `${REPOSITORY}/blob/main/`)
    .replaceAll(/(import .+? from &quot;)([\w./]+)&quot;;/g, (found, before, name) => {
      const specifier = entries().find(([known]) => known === posix.join("sideloop", name))?.[0];
      return specifier === undefined ? found : `${before}${specifier}&quot;;`;
    })
    .replaceAll(
      /<div class="anchorable">(<a href="#(example_\d+)")/g,
      `<div class="anchorable" id="$2">$1`,
    )
    .replace(
      /<li>\s*<a href="([^"]*)" class="contextLink">Sideloop<\/a>/,
      `<li><a href="${home}/index.html" class="contextLink">Sideloop</a></li>${SEPARATOR}` +
        `<li><a href="$1" class="contextLink">Reference</a>`,
    )
    .replace(`class="contextLink">default</a>`, `class="contextLink">sideloop</a>`)
    .replace(" - default - ", " - ")
    .replace(
      `<button id="theme-toggle"`,
      `<a class="contextLink" href="${home}/cookbook.html">Cookbook</a>` +
        `<a class="contextLink" href="${home}/names.html">Names</a>$&`,
    );
}

/** `deno doc` links to some methods of interfaces by anchors that it gives to nothing; the page is what is left. */
function withoutDeadAnchors(
  file: string,
  html: string,
  ids: ReadonlyMap<string, ReadonlySet<string>>,
): string {
  return html.replaceAll(/ href="([^"#]*)#([^"]*)"/g, (link, path: string, anchor: string) => {
    const target = targetOf(file, `${path}#${anchor}`);
    const known = target && ids.get(target.file);
    if (known === undefined || known.has(target?.anchor ?? "")) return link;
    return ` href="${path || posix.basename(file)}"`;
  });
}
