import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown, type RolldownPlugin } from "rolldown";
import { inRepository } from "../test_all/repository.ts";
import type { Emitted } from "./emitted.ts";
import { BROWSER_RUNTIME, packageEntries, RUNTIME, WORKER_ENTRY } from "./package_entries.ts";
import {
  areAllMarked,
  escapesCharacters,
  findsImports,
  marksClassesPure,
  onlyBrowsers,
  rewritesWorkerUrl,
  withoutPolyfills,
} from "./pack_plugins.ts";

/** What the entries share that threads do not begin with: who makes a worker, among others. */
const SHARED_OUTSIDE = "src/host/library";

/** What threads begin with, and the other entries use. Its folder is that of the worker's entry, which the library looks for beside it. */
const SHARED = "src/worker/library";

/** What goes with the runtime, in a module of its own: the adapters, and what they and all others stand on. */
const RUNTIME_PARTS = /\/src\/(core\/\w+|runtime\/(select|process))\.[jt]s$/;

/** A packed module. */
interface Packed {
  /** Its path below the folder of modules. */
  readonly fileName: string;
  readonly code: string;
}

/**
 * Packs the modules into few: a thread takes a millisecond and more for every three modules that it loads. Comments stay
 * with the declarations. For browsers one module is packed twice, the second time with their adapter alone.
 *
 * @param emitted What to pack.
 * @param folder The package's; the modules come to `esm/`, the entries under the paths that they have in the sources.
 * @throws {Error} If the worker's entry would not be found.
 */
export async function packModules(emitted: Emitted, folder: string): Promise<void> {
  const dir = join(folder, "esm");
  const packed = await pack(emitted, dir, []);
  const forBrowsers = await pack(emitted, undefined, [onlyBrowsers()]);
  const [runtime, ...others] = forBrowsers.filter(({ code }, index) =>
    code !== packed[index]?.code
  );
  if (runtime?.fileName !== `${RUNTIME}.js` || others.length > 0) {
    const names = others.map(({ fileName }) => fileName).join();
    throw new Error(`Cannot pack: more than the runtime is different for browsers: ${names}`);
  }
  writeFileSync(join(dir, `${BROWSER_RUNTIME}.js`), runtime.code);
}

/**
 * @param dir Where to write, if anywhere.
 * @param plugins What to do beside what is always done.
 */
async function pack(
  emitted: Emitted,
  dir: string | undefined,
  plugins: RolldownPlugin[],
): Promise<Packed[]> {
  const urls: string[] = [];
  const pure: string[] = [];
  const inThreads = new Set<string>();
  const bundle = await rolldown({
    input: Object.fromEntries(packageEntries().map(({ path }) => [path, emitted.moduleOf(path)])),
    external: /^node:/,
    platform: "neutral",
    resolve: { alias: standInsForStd() },
    plugins: [
      withoutPolyfills(),
      marksClassesPure(pure),
      rewritesWorkerUrl(urls),
      escapesCharacters(),
      findsImports(emitted.moduleOf(WORKER_ENTRY), inThreads),
      ...plugins,
    ],
  });
  const { output } = await bundle[dir === undefined ? "generate" : "write"]({
    ...(dir !== undefined && { dir }),
    comments: { jsdoc: false, annotation: true, legal: true },
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    minifyInternalExports: false,
    codeSplitting: {
      groups: [
        { name: RUNTIME, test: RUNTIME_PARTS, priority: 2 },
        { name: SHARED, test: (id) => inThreads.has(id), minShareCount: 2, priority: 1 },
        { name: SHARED_OUTSIDE, test: /./, minShareCount: 2 },
      ],
    },
  });
  await bundle.close();
  if (urls.length !== 1) {
    throw new Error(`Cannot pack: the worker's URL is in ${urls.length} modules instead of one`);
  }
  if (urls[0] === `${SHARED}.js`) {
    throw new Error("Cannot pack: a worker would make itself, which bundlers do not stand");
  }
  if (!areAllMarked(pure)) {
    throw new Error(`Cannot pack: of the classes to mark only these were found: ${pure.join()}`);
  }
  return output.filter((file) => file.type === "chunk");
}

/** dnt has inlined it by then; the sources of the stand-in name it. */
function standInsForStd(): Record<string, string> {
  return { "@std/async/delay": inRepository("node_modules/deno-std/async/delay.js") };
}
