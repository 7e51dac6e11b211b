/**
 * The installed package, served by Vite in development.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { unpackPackage } from "../../scripts/test_all/package/unpack_package.ts";
import { test } from "../_harness/test.ts";
import { documented, type Files, makeProject, serveSources } from "./bundlers.ts";
import { obstacle } from "./shared_browser.ts";
import { type PageOutcome, visit } from "./visit.ts";

/** For a machine that is busy, in milliseconds. */
const timeout = 60_000;

const link = "https://playwright.dev/docs/intro";
const skip = { when: obstacle !== undefined, reason: obstacle ?? "", link };

const { "vite.config.ts": config = "" } = documented("Vite", "vite.config.ts");

/** What `app.ts` comes to. */
const APP = {
  isIsolated: true,
  result: 3,
  error: "RangeError: out of range",
  items: [1, 2, 3],
  threads: [
    ...["Loop", "Nested", "Loop-pool_0", "Loop-helper"],
    ...["MainThread-pool_0", "MainThread-helper"],
  ],
  isStopped: true,
};

test("package: a program works served by Vite unbundled", async () => {
  assertEquals(await visitServed({ "vite.config.ts": config }), { result: APP, errors: [] });
}, { skip, timeout });

test(
  "package: a program works served by Vite, which has bundled the package by itself",
  async () => {
    const bundles = config.replace(/^ *optimizeDeps: .*\n/m, "");
    assertEquals(bundles === config, false);
    const outcome = await visitServed({ "vite.config.ts": bundles });
    assertEquals(outcome, { result: APP, errors: [] });
  },
  { skip, timeout },
);

async function visitServed(files: Files): Promise<PageOutcome> {
  const project = makeProject(files);
  await unpackPackage(`${project}/node_modules/sideloop`);
  const served = await serveSources(project, true);
  try {
    return await visit(served.address);
  } finally {
    await served.close();
  }
}
