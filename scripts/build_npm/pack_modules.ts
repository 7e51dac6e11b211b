import { join } from "node:path";
import { rolldown, type RolldownPlugin } from "rolldown";
import { inRepository } from "../test_all/repository.ts";
import type { Emitted } from "./emitted.ts";
import { packageEntries } from "./package_entries.ts";

/** What the entries share. Its folder is that of the worker's entry, which the library looks for beside it. */
const SHARED = "src/worker/library";

/** The one expression with which bundlers of browsers find the worker's entry. */
const WORKER_URL = /(?<=new Worker\()new URL\("\.\.\/worker\/entry\.ts", import\.meta\.url\)/;

/** What dnt 0.42 makes of `import.meta`; it fails in threads and where there is no main module. */
const DNT_IMPORT_META = `globalThis[Symbol.for("import-meta-ponyfill-esmodule")](import.meta)`;

/** With what these need. */
const DNT_POLYFILLS = /_dnt\.polyfills\.js$/;

/**
 * Packs the modules into few: a thread takes a millisecond and more for every three modules that it loads. Comments stay
 * with the declarations.
 *
 * @param emitted What to pack.
 * @param folder The package's; the modules come to `esm/`, the entries under the paths that they have in the sources.
 * @throws {Error} If the worker's entry would not be found.
 */
export async function packModules(emitted: Emitted, folder: string): Promise<void> {
  const urls: string[] = [];
  const bundle = await rolldown({
    input: Object.fromEntries(packageEntries().map(({ path }) => [path, emitted.moduleOf(path)])),
    external: /^node:/,
    platform: "neutral",
    resolve: { alias: standInsForStd() },
    plugins: [withoutPolyfills(), rewritesWorkerUrl(urls)],
  });
  await bundle.write({
    dir: join(folder, "esm"),
    comments: { jsdoc: false, annotation: true, legal: true },
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    codeSplitting: { groups: [{ name: SHARED, test: /./, minShareCount: 2 }] },
  });
  await bundle.close();
  if (urls.length !== 1) {
    throw new Error(`Cannot pack: the worker's URL is in ${urls.length} modules instead of one`);
  }
}

function withoutPolyfills(): RolldownPlugin {
  return {
    name: "without dnt's polyfills",
    load: (id) => DNT_POLYFILLS.test(id) ? "" : undefined,
    transform: (code) =>
      code.includes(DNT_IMPORT_META) ? code.replaceAll(DNT_IMPORT_META, "import.meta") : undefined,
  };
}

/** @param urls Receives the modules in which it was. */
function rewritesWorkerUrl(urls: string[]): RolldownPlugin {
  return {
    name: "rewrites the worker's URL",
    transform(code, id) {
      if (!WORKER_URL.test(code)) return undefined;
      urls.push(id);
      return code.replace(WORKER_URL, (url) => url.replace(".ts", ".js"));
    },
  };
}

/** dnt has inlined them by then; the sources of the stand-in name them. */
function standInsForStd(): Record<string, string> {
  const names = ["abortable", "delay"];
  return Object.fromEntries(
    names.map((name) => [
      `@std/async/${name}`,
      inRepository(`node_modules/deno-std/async/${name}.js`),
    ]),
  );
}
