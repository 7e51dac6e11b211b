import type { BrowserEvent } from "../../../tests/_harness/browser_tests.ts";
import { hangReason, type JournalEntry } from "../hang_reason.ts";
import type { TestResult } from "../result.ts";

/** What one test came to. */
export type PageResult = Pick<TestResult, "name" | "status" | "message">;

/** Milliseconds for all tests of a file together. */
const FILE_MAY_TAKE = 240_000;

/** How much of the console a failure shows. */
const CONSOLE_LINES = 20;

const WHOLE_FILE = "(the whole file)";

/**
 * What a page has told of the tests of its file.
 *
 * Guarantees:
 * - A failure shows the end of what the page printed since the failed test began.
 * - However a page ends, there is a result: that of a test that goes on then is a failure.
 */
export class PageRun {
  readonly #results: (PageResult & { readonly printed?: readonly string[] })[] = [];
  readonly #began: number;
  #heard: number;
  #entry: JournalEntry | undefined;
  #printed: string[] = [];
  #isFinished = false;
  #isBroken = false;

  /** @param now Milliseconds of a clock. */
  constructor(now: number) {
    this.#began = this.#heard = now;
  }

  /** The tests so far. */
  get results(): PageResult[] {
    return this.#results.map(({ printed = [], ...result }) => {
      if (printed.length === 0) return result;
      const lines = [result.message, "Console:", ...printed.slice(-CONSOLE_LINES)];
      return { ...result, message: lines.join("\n") };
    });
  }

  /** Whether the page has nothing more to tell. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** Whether the page did not end by itself, and is of no further use. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Takes in what the page tells. */
  hear(event: BrowserEvent, now: number): void {
    this.#heard = now;
    if (event.type === "finished") this.#isFinished = true;
    else if (event.type === "started") this.#start(event.name, event.timeout);
    else if (event.type === "broken") this.#fail(WHOLE_FILE, event.message);
    else if (event.type === "failed") this.#fail(event.name, event.message);
    else this.#results.push(resultOf(event));
    if ("name" in event && event.type !== "started") this.#entry = { ended: event.name };
  }

  /** Takes in what is printed to the console. */
  print(text: string): void {
    this.#printed.push(text);
  }

  /** Why the page counts as hung, if it does. */
  hangs(now: number): string | undefined {
    if (now - this.#began > FILE_MAY_TAKE) return `Killed: not done after ${FILE_MAY_TAKE} ms`;
    return hangReason(this.#entry, now - this.#heard);
  }

  /** Ends the run with a failure that is the page's, during the test that goes on, if one does. */
  break(message: string): void {
    this.#isFinished = this.#isBroken = true;
    this.#fail(this.#entry?.started ?? WHOLE_FILE, message);
  }

  #start(name: string, timeout: number): void {
    this.#entry = { started: name, timeout };
    this.#printed = [];
  }

  /** What was printed may arrive after the failure. */
  #fail(name: string, message: string): void {
    this.#results.push({ name, status: "failed", message, printed: this.#printed });
  }
}

function resultOf(event: Extract<BrowserEvent, { type: "passed" | "skipped" }>): PageResult {
  const { name, type } = event;
  return type === "passed"
    ? { name, status: "passed" }
    : { name, status: "skipped", message: event.message };
}
