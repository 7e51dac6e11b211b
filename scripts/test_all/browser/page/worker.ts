/**
 * Runs a test file in this worker and tells the page.
 *
 * @module
 */
import { type BrowserEvent, runBrowserTests } from "../../../../tests/_harness/browser_tests.ts";
import { optionsOf } from "./page_options.ts";

const scope = globalThis as unknown as { postMessage(event: BrowserEvent): void };

const { file, filter } = optionsOf(location.href);
void runBrowserTests({ file, filter, tell: (event) => scope.postMessage(event) });
