/**
 * Runs a test file in this window or in a worker that this window makes, as the page's URL says, and tells the rig
 * (`../page_file.ts`) what happens.
 *
 * @module
 */
import { type BrowserEvent, runBrowserTests } from "../../../../tests/_harness/browser_tests.ts";
import { optionsOf } from "./page_options.ts";

/** The rig adds it to every page. */
const { tellRig } = globalThis as unknown as { tellRig(event: BrowserEvent): void };

const { thread, file, filter } = optionsOf(location.href);
if (thread === "worker") startWorker();
else void runBrowserTests({ file, filter, tell: tellRig });

function startWorker(): void {
  const url = new URL(`./worker.ts${location.search}`, import.meta.url);
  const worker = new Worker(url, { type: "module", name: "tests" });
  let runs = false;
  worker.addEventListener("message", ({ data }: MessageEvent<BrowserEvent>) => {
    runs = true;
    tellRig(data);
  });
  worker.addEventListener("error", ({ message = "it cannot be loaded" }: ErrorEvent) => {
    // Once it runs it tells of its errors itself.
    if (!runs) tellRig({ type: "broken", message: `The worker did not start: ${message}` });
  });
}
