import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { npm } from "../scripts/test_all/package/packed_package.ts";
import { buildPackage, BUILT, PEERS } from "./_harness/built_package.ts";
import type { Question, Samples } from "./_harness/question.ts";
import { atMost, LIBRARY } from "./_harness/verdict.ts";

/** What a page takes of each, by its name in `bench/peers/node_modules`. */
const TYPICAL: Readonly<Record<string, { readonly from: string; readonly names: string }>> = {
  [LIBRARY]: { from: BUILT, names: "coroutine, newEventLoop, runCoroutineThreadsafe" },
  "comlink": { from: "comlink", names: "wrap, expose" },
};

/** Bytes. */
const KB = 1_000;

/** Kilobytes. */
const SMALL = 60;

/** How much is there to load? */
export const question: Question = {
  name: "package_size",
  title:
    "what a page loads, bundled for browsers and minified by esbuild: all of a package, and a typical use; the tarball that npm downloads",
  measures: {
    package_size: "KB",
    package_size_gzip: "KB",
    package_size_brotli: "KB",
    package_size_typical: "KB",
    package_size_typical_gzip: "KB",
    package_size_typical_brotli: "KB",
    package_size_tarball: "KB",
  },
  subjects: Object.keys(TYPICAL),
  timeLimit: 120,
  rounds: 1,
  async measure(name) {
    await buildPackage();
    const { from, names } = TYPICAL[name] ?? { from: name, names: "" };
    return {
      ...sizesOf("package_size", await bundled(`export * from "${from}";`)),
      ...sizesOf("package_size_typical", await bundled(`export { ${names} } from "${from}";`)),
      package_size_tarball: [await tarballOf(from) / KB],
    };
  },
  verdicts: (answers) => [
    atMost("KB of everything", answers.median("package_size", LIBRARY), SMALL),
    atMost("KB of it with gzip", answers.median("package_size_gzip", LIBRARY), SMALL),
  ],
};

function sizesOf(measure: string, code: Uint8Array): Samples {
  return {
    [measure]: [code.length / KB],
    [`${measure}_gzip`]: [gzipSync(code, { level: 9 }).length / KB],
    [`${measure}_brotli`]: [brotliCompressSync(code).length / KB],
  };
}

async function bundled(contents: string): Promise<Uint8Array> {
  const { build } = await import("esbuild");
  const { outputFiles: [file] } = await build({
    stdin: { contents, resolveDir: PEERS },
    bundle: true,
    platform: "browser",
    format: "esm",
    minify: true,
    write: false,
  });
  return file?.contents ?? new Uint8Array();
}

async function tarballOf(name: string): Promise<number> {
  const folder = join(PEERS, "node_modules", name);
  const [packed] = JSON.parse(await npm(["pack", "--dry-run", "--json"], folder)) as [
    { readonly size: number },
  ];
  return packed.size;
}
