/**
 * Opens pages whose programs tell what they have come to.
 *
 * @module
 */
import process from "node:process";
import type { Browser } from "playwright-core";
import { findChromium } from "../../scripts/test_all/browser/find_chromium.ts";

const found = await findChromium();

/** Why no browser can be used from here, if so. */
export const obstacle: string | undefined = "Bun" in globalThis || "Deno" in globalThis
  ? "Playwright wants Node"
  : "missing" in found
  ? found.missing
  : undefined;

/** What became of a page. */
export interface PageOutcome {
  /** What its program has come to; `undefined` where it told nothing. */
  readonly result: unknown;
  /** What went wrong there and was caught by nobody. */
  readonly errors: readonly string[];
}

let launched: Promise<Browser> | undefined;

/**
 * Opens a page and waits until its program has told what it has come to, or has failed.
 *
 * @param address Where it is served.
 */
export async function visit(address: string): Promise<PageOutcome> {
  const page = await (await launch()).newPage();
  const errors: string[] = [];
  const failed = new Promise<string>((resolve) => {
    page.on("pageerror", (error) => {
      errors.push(String(error));
      resolve("");
    });
  });
  try {
    await page.goto(address);
    const told = page.locator("#result:not(:empty)").innerText();
    told.catch(() => {}); // not told before the page is closed
    const text = await Promise.race([told, failed]);
    return { result: text === "" ? undefined : JSON.parse(text), errors };
  } finally {
    await page.close();
  }
}

/** Playwright ends it with this process. */
function launch(): Promise<Browser> {
  return launched ??= import("playwright-core").then(({ chromium }) =>
    chromium.launch({
      executablePath: "executable" in found ? found.executable : "",
      chromiumSandbox: process.getuid?.() !== 0, // which refuses to be root's
    })
  );
}
