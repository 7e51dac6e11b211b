/**
 * Builds the package and an empty one, beside the peers. A program of its own, since the build runs on Node.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { buildNpm } from "../../scripts/build_npm/build_npm.ts";

const [packageFolder = "", emptyFolder = ""] = process.argv.slice(2);
await buildNpm(packageFolder);
mkdirSync(emptyFolder, { recursive: true });
const manifest = { name: "empty", type: "module", exports: { ".": { default: "./index.js" } } };
writeFileSync(join(emptyFolder, "package.json"), JSON.stringify(manifest));
writeFileSync(join(emptyFolder, "index.js"), "export const nothing = 0;\n");
