import { existsSync } from "node:fs";
import process from "node:process";
import { installPackage } from "../install_package.ts";

/** Where Linux distributions put it, Debian's first. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** A browser's executable, or why there is none. */
export type FoundChromium = { readonly executable: string } | { readonly missing: string };

/**
 * Looks for Chromium: at `SIDELOOP_CHROMIUM`, or where Linux has it. Where there is none and Debian's package can be
 * installed, it is.
 */
export async function findChromium(): Promise<FoundChromium> {
  const { SIDELOOP_CHROMIUM: given, SIDELOOP_NO_CHROMIUM: missing } = process.env;
  if (missing) return { missing };
  if (given) return existsSync(given) ? { executable: given } : { missing: `no ${given} here` };
  return present() ?? await install();
}

/** Looks for it in the name of all processes that this one starts from then on: they must not install it all at once. */
export async function findChromiumForAll(): Promise<void> {
  const found = await findChromium();
  if ("missing" in found) process.env.SIDELOOP_NO_CHROMIUM = found.missing;
  else process.env.SIDELOOP_CHROMIUM = found.executable;
}

function present(): FoundChromium | undefined {
  const executable = PLACES.find((place) => existsSync(place));
  return executable === undefined ? undefined : { executable };
}

async function install(): Promise<FoundChromium> {
  const problem = await installPackage("chromium");
  return present() ?? { missing: `no Chromium here, ${problem ?? "nor where it is looked for"}` };
}
