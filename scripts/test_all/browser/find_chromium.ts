import { existsSync } from "node:fs";
import process from "node:process";
import { runChild } from "../child.ts";
import { lastLines } from "../test_file.ts";

/** Where Linux distributions put it, Debian's first. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const APT_GET = "/usr/bin/apt-get";

/** Milliseconds for one call of apt-get: 150 MB from a mirror. */
const MAY_TAKE = 180_000;

/** A browser's executable, or why there is none. */
export type FoundChromium = { readonly executable: string } | { readonly missing: string };

/**
 * Looks for Chromium: at `SIDELOOP_CHROMIUM`, or where Linux has it. Where there is none and Debian's package can be
 * installed, it is.
 */
export async function findChromium(): Promise<FoundChromium> {
  const { SIDELOOP_CHROMIUM: given } = process.env;
  if (given) return existsSync(given) ? { executable: given } : { missing: `no ${given} here` };
  return present() ?? await install();
}

function present(): FoundChromium | undefined {
  const executable = PLACES.find((place) => existsSync(place));
  return executable === undefined ? undefined : { executable };
}

async function install(): Promise<FoundChromium> {
  if (process.platform !== "linux" || !existsSync(APT_GET)) {
    return { missing: "no Chromium here, and no apt-get to install it" };
  }
  if (process.getuid?.() !== 0) {
    return { missing: "no Chromium here, and only root may install it" };
  }
  console.log("Installing Chromium...");
  const problem = await aptGet("update") ??
    await aptGet("install", "-y", "--no-install-recommends", "chromium");
  return present() ?? { missing: `no Chromium here, and apt-get cannot install it: ${problem}` };
}

/** Gives what went wrong, if anything did. */
async function aptGet(...args: string[]): Promise<string | undefined> {
  const started = Date.now();
  const { code, killed, output } = await runChild(APT_GET, ["-qq", ...args], {
    env: { DEBIAN_FRONTEND: "noninteractive" },
    hangs: () => Date.now() - started > MAY_TAKE ? `not done after ${MAY_TAKE} ms` : undefined,
  });
  if (code === 0) return undefined;
  return killed ?? (lastLines(output, 1) || `it ended with ${code}`);
}
