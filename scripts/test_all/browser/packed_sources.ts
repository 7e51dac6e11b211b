import { SourceMap } from "node:module";
import { posix, relative } from "node:path";
import { rolldown, type RolldownOutput } from "rolldown";
import { filesIn, ROOT } from "../repository.ts";

/** Does something when it is imported, and is therefore no part of a pack. */
const ENTRY = "src/worker/entry.ts";

/** Where the packs are. The library cuts the frames of its folder `worker` off the stacks of coroutines. */
const PACKS = { library: "src/worker/packed.ts", std: "scripts/npm_only/packed_std.js" } as const;

const PLACE = /\b(src\/[\w/]+\.ts):(\d+):(\d+)/g;

/** The library and what the tests assert with, packed. */
export interface PackedSources {
  /** Modules by their paths from the repository's root. */
  readonly modules: ReadonlyMap<string, string>;
  /**
   * A text with the places in packed modules replaced by those in the sources.
   *
   * @param text With places as `src/worker/packed.ts:12:3`.
   */
  original(text: string): string;
}

/**
 * Puts nearly all code of the library into one module: a browser takes 1 ms for each module of each thread, which
 * would be most of the time of the tests. Each file is still there under its path, has its own `import.meta.url`, and
 * exports what it exports.
 */
export async function packSources(): Promise<PackedSources> {
  const chunks = (await pack()).filter((file) => file.type === "chunk");
  const modules = new Map(chunks.map(({ fileName, code }) => [fileName, code]));
  const maps = new Map(chunks.map(({ fileName, map }) => [fileName, map && sourceMap(map)]));
  return { modules, original: (text) => text.replace(PLACE, (...found) => placeIn(maps, found)) };
}

async function pack(): Promise<RolldownOutput["output"]> {
  const std = filesIn("scripts/npm_only", ".js");
  const bundle = await rolldown({
    cwd: ROOT,
    logLevel: "silent",
    input: Object.fromEntries(
      ["mod.ts", ...filesIn("src", ".ts"), ...std].map((file) => [file, file]),
    ),
    treeshake: false,
    plugins: [{ name: "own url", transform: (code, id) => withOwnUrl(code, relative(ROOT, id)) }],
  });
  const { output } = await bundle.generate({
    // Nothing is written there; the source maps are relative to it.
    dir: ROOT,
    sourcemap: true,
    keepNames: true,
    // Parsed once for each thread.
    comments: false,
    entryFileNames: "[name]",
    chunkFileNames: ({ name }) => PACKS[name as keyof typeof PACKS] ?? "src/worker/[name].ts",
    codeSplitting: { groups: [{ name: packOf }] },
  });
  await bundle.close();
  return output;
}

function packOf(id: string): keyof typeof PACKS | null {
  if (id.endsWith(ENTRY)) return null;
  return /\bnode_modules\b|\bnpm_only\b/.test(id) ? "std" : "library";
}

function withOwnUrl(code: string, file: string): { code: string; map: null } | undefined {
  const expression = "import.meta.url";
  if (!code.includes(expression)) return undefined;
  // `null`: the source map stays as it is, lines are not moved.
  return { code: code.replaceAll(expression, `new URL("/${file}", self.origin).href`), map: null };
}

function sourceMap(map: object): SourceMap {
  return new SourceMap(map as ConstructorParameters<typeof SourceMap>[0]);
}

/** A place from its match; the match itself where no map knows it. */
function placeIn(
  maps: ReadonlyMap<string, SourceMap | null>,
  [match, file = "", line, column]: readonly string[],
): string {
  const origin = maps.get(file)?.findOrigin(Number(line), Number(column));
  if (origin === undefined || !("fileName" in origin)) return match ?? "";
  const source = posix.join(posix.dirname(file), origin.fileName);
  return `${source}:${origin.lineNumber}:${origin.columnNumber}`;
}
