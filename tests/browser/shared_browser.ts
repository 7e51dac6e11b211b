/**
 * The one browser of a test file.
 *
 * @module
 */
import type { Browser } from "playwright-core";
import { findChromium } from "../../scripts/test_all/browser/find_chromium.ts";
import { launchChromium } from "../../scripts/test_all/browser/launch_chromium.ts";

const found = await findChromium();

/** Why no browser can be used from here, if so. */
export const obstacle: string | undefined = "Bun" in globalThis || "Deno" in globalThis
  ? "Playwright wants Node"
  : "missing" in found
  ? found.missing
  : undefined;

let launched: Promise<Browser> | undefined;

/** The browser, started the first time it is asked for. */
export function sharedBrowser(): Promise<Browser> {
  return launched ??= launchChromium("executable" in found ? found.executable : "");
}
