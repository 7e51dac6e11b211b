/**
 * The one browser of a test file.
 *
 * @module
 */
import type { Browser } from "playwright-core";
import type { TestOptions } from "../_harness/test.ts";
import { findChromium } from "../../scripts/test_all/browser/find_chromium.ts";
import { launchChromium } from "../../scripts/test_all/browser/launch_chromium.ts";

const found = await findChromium();

/** Why no browser can be used from here, if so. */
const obstacle: string | undefined = "Bun" in globalThis || "Deno" in globalThis
  ? "Playwright wants Node"
  : "missing" in found
  ? found.missing
  : undefined;

/** For tests that drive the browser; their time is for a machine that is busy. */
export const IN_BROWSER: TestOptions = {
  skip: {
    when: obstacle !== undefined,
    reason: obstacle ?? "",
    link: "https://playwright.dev/docs/intro",
  },
  timeout: 60_000,
};

let launched: Promise<Browser> | undefined;

/** The browser, started the first time it is asked for. */
export function sharedBrowser(): Promise<Browser> {
  return launched ??= launchChromium("executable" in found ? found.executable : "");
}
