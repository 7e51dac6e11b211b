/**
 * Packs the library into a folder, as the npm package has it, but for its declarations.
 *
 * ```sh
 * node bench/_harness/pack_library.ts folder
 * ```
 *
 * @module
 */
import process from "node:process";
import { packModules } from "../../scripts/build_npm/pack_modules.ts";
import { writeManifest } from "../../scripts/build_npm/package_manifest.ts";
import { writeRequires } from "../../scripts/build_npm/write_requires.ts";
import { inRepository } from "../../scripts/test_all/repository.ts";

const [folder = ""] = process.argv.slice(2);
const sources = {
  moduleOf: (path: string) => inRepository(`${path}.ts`),
  typesOf: (path: string) => inRepository(`${path}.ts`),
};
await packModules(sources, folder);
writeRequires(folder);
writeManifest(folder, true);
