import process from "node:process";
import type { Browser } from "playwright-core";
import { withoutRunner } from "../junit.ts";
import { findChromium } from "./find_chromium.ts";
import { launchChromium } from "./launch_chromium.ts";
import { type PackedSources, packSources } from "./packed_sources.ts";
import type { PageRun } from "./page_run.ts";
import { type SourceServer, startSourceServer } from "./source_server.ts";
import { TestPage } from "./test_page.ts";

/** The one browser of a run. */
export type BrowserOrReason = TestBrowser | { readonly missing: string };

let opened: Promise<BrowserOrReason> | undefined;

/**
 * The browser of this run, started the first time it is asked for, or why there is none. With `SIDELOOP_UNPACKED=1` in
 * the environment the library is served file by file.
 */
export function testBrowser(): Promise<BrowserOrReason> {
  return opened ??= open();
}

/** Ends the browser, if there is one. */
export async function closeTestBrowser(): Promise<void> {
  const browser = await opened?.catch(() => {});
  if (browser instanceof TestBrowser) await browser.close();
}

async function open(): Promise<BrowserOrReason> {
  const found = await findChromium();
  return "missing" in found ? found : await TestBrowser.launch(found.executable);
}

/**
 * A browser, and the server of its pages.
 *
 * Guarantees:
 * - A page is used again, since a new one takes a fifth of a second, but not with a file of another kind of page, and
 *   not when a file did not end there by itself.
 */
export class TestBrowser {
  readonly #browser: Browser;
  readonly #server: SourceServer;
  readonly #sources: PackedSources | undefined;
  readonly #idle = new Map<string, TestPage[]>();

  private constructor(browser: Browser, server: SourceServer, sources?: PackedSources) {
    this.#browser = browser;
    this.#server = server;
    this.#sources = sources;
  }

  /** Starts a browser. */
  static async launch(executablePath: string): Promise<TestBrowser> {
    const sources = process.env.SIDELOOP_UNPACKED ? undefined : await packSources();
    const [server, browser] = await Promise.all([
      startSourceServer(sources?.modules),
      launchChromium(executablePath, ["--disable-gpu", "--disable-quic"]),
    ]);
    return new TestBrowser(browser, server, sources);
  }

  /**
   * Runs what a page is for.
   *
   * @param path Of the page.
   * @param isIsolated Whether the page may share memory with its workers.
   * @param run Is told.
   */
  async run(path: string, isIsolated: boolean, run: PageRun): Promise<void> {
    const origin = isIsolated ? this.#server.isolated : this.#server.plain;
    const page = this.#idle.get(origin)?.pop() ?? await this.#openPage(origin);
    await page.run(origin + path, run);
    if (run.isBroken) await page.close();
    else this.#idle.set(origin, [...this.#idle.get(origin) ?? [], page]);
  }

  /** Ends the browser and the server. */
  async close(): Promise<void> {
    await this.#browser.close();
    this.#server.close();
  }

  /** The URLs of the server become paths of the repository, as other runtimes have them. */
  #openPage(origin: string): Promise<TestPage> {
    return TestPage.open(this.#browser, (text) => {
      const paths = withoutRunner(text.replaceAll(`${origin}/`, ""));
      return this.#sources?.original(paths) ?? paths;
    });
  }
}
