/**
 * The page of `examples/gui/`, used in a browser as people use it.
 *
 * @module
 */
/// <reference lib="dom" />
import { setTimeout as delay } from "node:timers/promises";
import { assertEquals, assertGreater, assertLess, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { test } from "../_harness/test.ts";
import { countWorkers, type Gui, type GuiOptions, withGui } from "./gui_page.ts";
import { IN_BROWSER } from "./shared_browser.ts";
import { serveBuilt, serveSources } from "./gui_server.ts";

/** How many numbers below the page's limit are primes. */
const PRIMES = "539,777 primes";

/** For how long frames are counted, in milliseconds. */
const MEASURED = 2_000;

/** How many frames a second a page is to draw while the loop computes. */
const SMOOTH = 50;

/** The part of its frames that a page may lose, against one beside a bare worker, on a machine that is busy. */
const MAY_LOSE = 0.3;

/** How often it may try: other processes may have taken the time of the machine. */
const MOST_ATTEMPTS = 3;

/** Registers a test of the page. */
function guiTest(
  name: string,
  body: (gui: Gui) => Promise<void>,
  { serve = serveBuilt, ...options }: GuiTestOptions = {},
): void {
  test(name, async () => await withGui(await serve(), body, options), IN_BROWSER);
}

interface GuiTestOptions extends GuiOptions {
  /** Who serves the page. Default: a server that knows only files. */
  readonly serve?: () => Promise<string>;
}

interface Frames {
  /** How many frames the page has drawn in a second. */
  readonly perSecond: number;
  /** The longest time from one to the next, in milliseconds. */
  readonly longest: number;
}

/** Counts the frames that the page draws from now on. */
function countFrames({ page }: Gui): Promise<Frames> {
  return page.evaluate((duration) =>
    new Promise<Frames>((resolve) => {
      const begin = performance.now();
      const times = [begin];
      requestAnimationFrame(function onFrame() {
        const now = performance.now();
        times.push(now);
        if (now - begin < duration) return requestAnimationFrame(onFrame);
        const gaps = times.slice(1).map((time, index) => time - (times[index] as number));
        resolve({
          perSecond: gaps.length * 1_000 / (now - begin),
          longest: Math.max(...gaps),
        });
      });
    }), MEASURED);
}

/** Computes to the end, and gives what the page drew meanwhile. */
async function compute(gui: Gui): Promise<Frames> {
  await gui.press("Compute");
  await gui.status("Computing...");
  const [frames, progress] = await Promise.all([countFrames(gui), watchProgress(gui)]);
  await gui.status("Ready");
  assertEquals(await gui.text("result"), PRIMES);
  assertEquals(await gui.progress(), 100);
  assertEquals(progress, progress.toSorted((a, b) => a - b));
  assertGreater(new Set(progress).size, 5);
  return frames;
}

/** Where the progress bar stands, again and again, while the page computes. */
async function watchProgress(gui: Gui): Promise<number[]> {
  const seen: number[] = [];
  while (await gui.text("status") === "Computing...") {
    seen.push(await gui.progress());
    await gui.page.waitForTimeout(100);
  }
  return seen;
}

/**
 * Whether the page was smooth. Where the machine is too busy for that, it must be as smooth as beside a bare worker that
 * computes.
 */
async function isSmooth(gui: Gui, busy: Frames): Promise<boolean> {
  if (busy.perSecond >= SMOOTH) return true;
  const bare = await besideBareWorker(gui);
  console.log(`${describe(bare)} beside a bare worker, ${describe(busy)} while the loop computes`);
  return busy.perSecond > bare.perSecond * (1 - MAY_LOSE);
}

/** What the page draws while a worker computes that has nothing to do with the library. */
async function besideBareWorker(gui: Gui): Promise<Frames> {
  const worker = await gui.page.evaluateHandle(() => {
    const program = new Blob(["for (;;);"], { type: "text/javascript" });
    return new Worker(URL.createObjectURL(program));
  });
  const frames = await countFrames(gui);
  await worker.evaluate((worker) => worker.terminate());
  return frames;
}

function describe({ perSecond, longest }: Frames): string {
  return `${perSecond.toFixed(1)} frames a second with gaps of up to ${longest.toFixed(0)} ms`;
}

for (const isIsolated of [true, false]) {
  const where = isIsolated ? "with shared memory" : "without shared memory";
  const suffix = isIsolated ? "" : "_not_isolated";

  guiTest(`gui: Compute says how far it is and leaves the page smooth, ${where}`, async (gui) => {
    let attempts = 0;
    do {
      assertLess(attempts++, MOST_ATTEMPTS);
    } while (!await isSmooth(gui, await compute(gui)));
    await gui.screenshot(`computed${suffix}`);
  }, { isIsolated });

  guiTest(`gui: Cancel ends what runs, and the loop goes on, ${where}`, async (gui) => {
    assertEquals(await gui.page.locator("#not-isolated").isVisible(), !isIsolated);
    await gui.press("Load data");
    await gui.status("Loading...");
    await gui.screenshot(`loading${suffix}`);
    await gui.press("Cancel");
    await gui.status("Cancelled");
    await gui.press("Compute");
    await gui.progressed();
    await gui.screenshot(`computing${suffix}`);
    await gui.press("Cancel");
    await gui.status("Cancelled");
    assertLess(await gui.progress(), 100);
    await gui.screenshot(`cancelled${suffix}`);
    await gui.press("Load data");
    await gui.status("Ready");
    assertMatch(await gui.text("result"), /"Lighthouse"/);
    await gui.screenshot(`loaded${suffix}`);
  }, { isIsolated });
}

guiTest("gui: Load data tells what goes wrong", async (gui) => {
  await gui.screenshot("ready");
  await gui.page.getByLabel("from").selectOption("a broken address");
  await gui.press("Load data");
  await gui.status("Error: HTTP 404");
  await gui.screenshot("error");
});

guiTest("gui: can be used with the keyboard", async (gui) => {
  const { keyboard } = gui.page;
  for (const id of ["load", "address", "compute", "on-this-thread"]) {
    await keyboard.press("Tab");
    assertEquals(await gui.focused(), id);
  }
  await keyboard.press("Shift+Tab");
  await keyboard.press("Enter");
  await gui.status("Computing...");
  assertEquals(await gui.focused(), "cancel");
  await gui.screenshot("keyboard_dark");
  await keyboard.press("Space");
  await gui.status("Cancelled");
  assertEquals(await gui.focused(), "compute");
}, { colorScheme: "dark" });

guiTest("gui: computing on the page's own thread freezes the page", async (gui) => {
  await gui.page.getByRole("checkbox").check();
  const frames = countFrames(gui);
  await gui.press("Compute");
  await gui.status("Ready");
  assertEquals(await gui.text("result"), PRIMES);
  assertGreater((await frames).longest, 500);
  await gui.screenshot("frozen_dark_reduced_motion");
}, { colorScheme: "dark", reducedMotion: "reduce" });

for (
  const [what, leave] of Object.entries({
    "closing the page": (page: Page) => page.close({ runBeforeUnload: true }),
    "leaving the page": (page: Page) => page.goto("about:blank"),
  })
) {
  guiTest(`gui: ${what} with work in flight ends its threads`, async (gui) => {
    await gui.press("Compute");
    await gui.progressed();
    assertGreater(await countWorkers(), 0);
    await leave(gui.page);
    while (await countWorkers() > 0) await delay(20);
  });
}

guiTest("gui: works while it is developed, on Vite's server", async (gui) => {
  await gui.press("Load data");
  await gui.status("Ready");
  await gui.press("Compute");
  await gui.progressed();
}, { serve: serveSources });
