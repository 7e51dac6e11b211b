import { existsSync } from "node:fs";
import process from "node:process";
import { hangsAfter, runChild } from "./child.ts";
import { lastLines } from "./test_file.ts";

const APT_GET = "/usr/bin/apt-get";

/** Milliseconds for one call of apt-get: 150 MB from a mirror. */
const MAY_TAKE = 180_000;

/**
 * Installs a package of Debian's, where that is possible. One at a time: apt-get locks.
 *
 * @param name Of the package.
 * @returns What went wrong, if anything did.
 */
export async function installPackage(name: string): Promise<string | undefined> {
  if (process.platform !== "linux" || !existsSync(APT_GET)) return "and no apt-get to install it";
  if (process.getuid?.() !== 0) return "and only root may install it";
  console.log(`Installing ${name}...`);
  const problem = await aptGet("update") ??
    await aptGet("install", "-y", "--no-install-recommends", name);
  return problem && `and apt-get cannot install it: ${problem}`;
}

/** Gives what went wrong, if anything did. */
async function aptGet(...args: string[]): Promise<string | undefined> {
  const { code, killed, output } = await runChild(APT_GET, ["-qq", ...args], {
    env: { DEBIAN_FRONTEND: "noninteractive" },
    hangs: hangsAfter(MAY_TAKE),
  });
  if (code === 0) return undefined;
  return killed ?? (lastLines(output, 1) || `it ended with ${code}`);
}
