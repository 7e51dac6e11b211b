import { join } from "node:path";
import { inRepository } from "../test_all/repository.ts";
import type { Emitted } from "./emitted.ts";
import { packageEntries, readDenoManifest } from "./package_entries.ts";

/** dnt's own text does not type-check beside the library `DOM`. */
const POLYFILLS = "_dnt.polyfills.ts";

/**
 * Lets dnt make Node's modules of the sources: it resolves and inlines what comes from JSR, checks the types and writes
 * code and declarations. The tests of the package are those of the whole library, so none are run here.
 *
 * @param folder Where to write; temporary.
 */
export async function emitWithDnt(folder: string): Promise<Emitted> {
  // Only here: the stand-in runs where JSR cannot be reached, and on Node.
  const { build } = await import("@deno/dnt");
  const { version } = readDenoManifest();
  await build({
    entryPoints: packageEntries().map(({ name, path }) => ({
      name,
      path: inRepository(`${path}.ts`),
    })),
    outDir: folder,
    configFile: new URL("../../deno.json", import.meta.url).href,
    // With `deno: true` Node would look like Deno.
    shims: {},
    test: false,
    // Node loads ES modules with `require()`, and so there is one copy of every class.
    scriptModule: false,
    declaration: "inline",
    declarationMap: false,
    skipSourceOutput: true,
    compilerOptions: {
      // "Latest" breaks at run time.
      target: "ES2022",
      lib: ["ESNext", "DOM", "DOM.Iterable"],
    },
    filterDiagnostic: ({ file }) => !file?.fileName.endsWith(POLYFILLS),
    package: { name: "sideloop", version, devDependencies: { "@types/node": "^22" } },
  });
  return {
    moduleOf: (path) => join(folder, "esm", `${path}.js`),
    typesOf: (path) => join(folder, "esm", `${path}.d.ts`),
  };
}
