/**
 * Opens pages whose programs tell what they have come to.
 *
 * @module
 */
import { sharedBrowser } from "./shared_browser.ts";

/** What became of a page. */
export interface PageOutcome {
  /** What its program has come to; `undefined` where it told nothing. */
  readonly result: unknown;
  /** What went wrong there and was caught by nobody. */
  readonly errors: readonly string[];
}

/** What somebody serves, until it is disposed of. */
export interface Served {
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Opens a page that is served for that alone, and waits until its program has told what it has come to, or has failed.
 *
 * @param served Where it is; ended after it.
 */
export async function visitServed(served: Served): Promise<PageOutcome> {
  try {
    return await visit(served.address);
  } finally {
    await served.close();
  }
}

async function visit(address: string): Promise<PageOutcome> {
  const page = await (await sharedBrowser()).newPage();
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
