/**
 * Opens the page of `examples/gui/` in a browser.
 *
 * @module
 */
/// <reference lib="dom" />
import { fileURLToPath } from "node:url";
import { assertEquals } from "@std/assert";
import type { Page, Route } from "playwright-core";
import { sharedBrowser } from "./shared_browser.ts";

const SCREENSHOTS = fileURLToPath(new URL("../../.test_results/screenshots/", import.meta.url));

/** How the page is opened. */
export interface GuiOptions {
  /** Whether it may share memory with its workers. Default: true. */
  readonly isIsolated?: boolean;
  readonly colorScheme?: "light" | "dark";
  readonly reducedMotion?: "reduce";
}

/** The page, open in a browser. */
export class Gui {
  /** As Playwright sees it. */
  readonly page: Page;

  /** @param page As Playwright sees it. */
  constructor(page: Page) {
    this.page = page;
  }

  /** Presses a button. */
  async press(button: string): Promise<void> {
    await this.page.getByRole("button", { name: button, exact: true }).click();
  }

  /** Waits for a status. */
  async status(text: string): Promise<void> {
    await this.page.locator("#status").getByText(text, { exact: true }).waitFor();
  }

  /** What an element shows. */
  async text(id: string): Promise<string> {
    return await this.page.locator(`#${id}`).innerText();
  }

  /** How far the progress bar is, from 0 to 100. */
  async progress(): Promise<number> {
    return await this.page.locator("#progress").evaluate((bar: HTMLProgressElement) => bar.value);
  }

  /** Waits until a computation has come some way. */
  async progressed(): Promise<void> {
    await this.page.waitForFunction(`document.getElementById("progress").value > 10`);
  }

  /** The id of the element that the keyboard is for. */
  async focused(): Promise<string | undefined> {
    return await this.page.evaluate(() => document.activeElement?.id);
  }

  /** Keeps a picture of it. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: `${SCREENSHOTS}gui_${name}.png` });
  }
}

/**
 * Opens the page, and closes it when `body` has used it.
 *
 * @param address Where it is served.
 * @param body Fails, too, where an error in the page is caught by nobody.
 * @param options How it is opened.
 */
export async function withGui(
  address: string,
  body: (gui: Gui) => Promise<void>,
  { isIsolated = true, ...look }: GuiOptions,
): Promise<void> {
  const browser = await sharedBrowser();
  const page = await browser.newPage({ ...look, viewport: { width: 720, height: 640 } });
  const errors: Error[] = [];
  page.on("pageerror", (error) => errors.push(error));
  try {
    if (!isIsolated) await page.route(address, answerWithoutHeaders);
    await page.goto(address);
    assertEquals(await page.evaluate("crossOriginIsolated"), isIsolated);
    await body(new Gui(page));
    assertEquals(errors, []);
  } finally {
    await page.close();
  }
}

/** How many workers the browser runs, of whatever page. */
export async function countWorkers(): Promise<number> {
  const session = await (await sharedBrowser()).newBrowserCDPSession();
  const { targetInfos } = await session.send("Target.getTargets", { filter: [{}] });
  await session.detach();
  return targetInfos.filter(({ type }) => type === "worker").length;
}

/** Answers for a server that sends no headers for isolation. */
async function answerWithoutHeaders(route: Route): Promise<void> {
  const response = await route.fetch();
  const headers = Object.entries(response.headers()).filter(([name]) => !name.startsWith("cross-"));
  await route.fulfill({ response, headers: Object.fromEntries(headers) });
}
