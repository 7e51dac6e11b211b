/**
 * Builds the documentation as a site: the reference of everything that is exported, and the pages of the repository.
 *
 * ```sh
 * npm run docs               # into site/
 * npm run docs -- /tmp/site
 * ```
 *
 * It needs no server: `site/index.html` can be opened as it is.
 *
 * @module
 */
import { rmSync } from "node:fs";
import { resolve } from "node:path";
import process from "node:process";
import { writePages } from "./docs_site/pages.ts";
import { runDenoDoc, writeReference } from "./docs_site/reference.ts";
import type { Documentation } from "./public_docs.ts";
import { inRepository } from "./test_all/repository.ts";

if (import.meta.main) {
  const folder = resolve(process.argv[2] ?? inRepository("site"));
  await buildDocs(folder);
  console.log(`Open ${folder}/index.html`);
}

/**
 * Builds the site.
 *
 * @param folder Where to. What is there is removed.
 */
export async function buildDocs(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  await writeReference(`${folder}/reference`);
  writePages(folder, JSON.parse(await runDenoDoc(["--json"])) as Documentation);
}
