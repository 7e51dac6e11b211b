import { assertEquals, assertRejects } from "@std/assert";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "../../../tests/_harness/test.ts";
import { makeOnce } from "./make_once.ts";

/** No process has it: Linux gives none above 4,194,304. */
const NOBODY = 999_999_999;

async function inFolder(body: (what: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "sideloop-once-"));
  try {
    await body(join(folder, "deep/made"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("makeOnce: makes what many ask for at a time once", () =>
  inFolder(async (what) => {
    let made = 0;
    const make = async () => {
      made += 1;
      await Promise.resolve();
      writeFileSync(what, "");
    };
    await Promise.all([makeOnce(what, make), makeOnce(what, make), makeOnce(what, make)]);
    await makeOnce(what, make);
    assertEquals(made, 1);
  }));

test("makeOnce: makes what somebody did not finish who is gone", () =>
  inFolder(async (what) => {
    await assertRejects(() => makeOnce(what, () => Promise.reject(new Error("no"))));
    writeFileSync(`${what}.lock`, String(NOBODY));
    await makeOnce(what, () => Promise.resolve(writeFileSync(what, "")));
    assertEquals([existsSync(what), existsSync(`${what}.lock`)], [true, false]);
  }));
