import process from "node:process";
import type { Browser } from "playwright-core";

/**
 * Starts Chromium. Playwright ends it with this process.
 *
 * @param executablePath Where it is.
 * @param args Added to Playwright's own.
 */
export async function launchChromium(
  executablePath: string,
  args: readonly string[] = [],
): Promise<Browser> {
  const { chromium } = await import("playwright-core");
  return await chromium.launch({
    executablePath,
    chromiumSandbox: process.getuid?.() !== 0, // which refuses to be root's
    args: [...args],
  });
}
