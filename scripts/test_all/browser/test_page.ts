import type { Browser, Page } from "playwright-core";
import type { BrowserEvent } from "../../../tests/_harness/browser_tests.ts";
import type { PageRun } from "./page_run.ts";

/** How often a page is asked whether it is done or hangs. */
const WATCH_INTERVAL = 25;

/** Milliseconds a page may take to close; one that does not is closed with the browser. */
const MAY_CLOSE_IN = 5_000;

/** A page that runs test files, one after the other. */
export class TestPage {
  readonly #page: Page;
  readonly #readable: (text: string) => string;
  #run: PageRun | undefined;

  private constructor(page: Page, readable: (text: string) => string) {
    this.#page = page;
    this.#readable = readable;
  }

  /**
   * Opens a page.
   *
   * @param browser Where.
   * @param readable Makes texts of the page such that a developer can read them.
   */
  static async open(browser: Browser, readable: (text: string) => string): Promise<TestPage> {
    const page = new TestPage(await browser.newPage(), readable);
    await page.#listen();
    return page;
  }

  /** Loads a URL and listens until all is told, or what goes on there counts as hung. */
  async run(url: string, run: PageRun): Promise<void> {
    this.#run = run;
    try {
      await this.#page.goto(url, { waitUntil: "commit" });
      await ended(run);
    } catch (error) {
      run.break(String(error));
    } finally {
      this.#run = undefined;
    }
  }

  /** Closes it, blocked or not. */
  async close(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise((resolve) => timer = setTimeout(resolve, MAY_CLOSE_IN));
    await Promise.race([this.#page.close().catch(() => {}), late]);
    clearTimeout(timer);
  }

  async #listen(): Promise<void> {
    const page = this.#page;
    await page.exposeFunction("tellRig", (event: BrowserEvent) => this.#hear(event));
    page.on("crash", () => this.#run?.break("The page crashed"));
    page.on("pageerror", ({ stack, message }) => this.#print(`uncaught: ${stack ?? message}`));
    page.on("console", (message) => {
      // What could not be loaded is told by the place alone.
      const place = message.type() === "error" ? ` (${message.location().url})` : "";
      this.#print(`${message.type()}: ${message.text()}${place}`);
    });
  }

  #hear(event: BrowserEvent): void {
    const text = "message" in event ? { message: this.#readable(event.message) } : {};
    this.#run?.hear({ ...event, ...text } as BrowserEvent, Date.now());
  }

  #print(text: string): void {
    this.#run?.print(this.#readable(text));
  }
}

async function ended(run: PageRun): Promise<void> {
  while (!run.isFinished) {
    const reason = run.hangs(Date.now());
    if (reason === undefined) await new Promise((resolve) => setTimeout(resolve, WATCH_INTERVAL));
    else run.break(reason);
  }
}
