/**
 * The installed package, served by Vite in development.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { unpackPackage } from "../../scripts/test_all/package/unpack_package.ts";
import { test } from "../_harness/test.ts";
import { appAt, documented, type Files, makeProject, serveSources } from "./bundlers.ts";
import { IN_BROWSER } from "./shared_browser.ts";
import { type PageOutcome, visitServed } from "./visit.ts";

const { "vite.config.ts": config = "" } = documented("Vite", "vite.config.ts");

test("package: a program works served by Vite unbundled", async () => {
  assertEquals(await visitFiles({ "vite.config.ts": config }), appAt(true));
}, IN_BROWSER);

test(
  "package: a program works served by Vite, which has bundled the package by itself",
  async () => {
    const bundles = config.replace(/^ *optimizeDeps: .*\n/m, "");
    assertEquals(bundles === config, false);
    const outcome = await visitFiles({ "vite.config.ts": bundles });
    assertEquals(outcome, appAt(true));
  },
  IN_BROWSER,
);

async function visitFiles(files: Files): Promise<PageOutcome> {
  const project = makeProject(files);
  await unpackPackage(`${project}/node_modules/sideloop`);
  return await visitServed(await serveSources(project, true));
}
