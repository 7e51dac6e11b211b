import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { packedPackage } from "./packed_package.ts";

/**
 * Unpacks the package, as package managers do.
 *
 * @param folder Where its `package.json` comes to.
 */
export async function unpackPackage(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  execFileSync("tar", ["-xzf", await packedPackage(), "--strip-components=1", "-C", folder]);
}
