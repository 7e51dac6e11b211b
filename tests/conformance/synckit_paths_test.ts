import { assertThrows } from "@std/assert";
import { isBrowser, test } from "../_harness/test.ts";
import { createSyncFn } from "sideloop/synckit";

const REASON = isBrowser ? "a browser has no worker files" : "an absolute path or a file: URL";

const refused: readonly unknown[] = [
  "./adds.mjs",
  "adds.mjs",
  "",
  "https://example.com/worker.js",
  new URL("https://example.com/worker.js"),
  42,
  undefined,
  null,
  {},
];

for (const path of refused) {
  test(`createSyncFn: refuses ${typeof path === "string" ? JSON.stringify(path) : String(path)}`, () => {
    assertThrows(() => createSyncFn(path as string), TypeError, REASON);
  });
}
