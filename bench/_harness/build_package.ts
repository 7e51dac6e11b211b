/**
 * Builds the package into a folder. A program of its own, since the build runs on Node.
 *
 * ```sh
 * node bench/_harness/build_package.ts folder
 * ```
 *
 * @module
 */
import process from "node:process";
import { buildNpm } from "../../scripts/build_npm/build_npm.ts";

const [folder] = process.argv.slice(2);
await buildNpm(folder);
