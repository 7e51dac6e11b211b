import { asyncHelper, mainLoop, newEventLoop } from "sideloop";
import { assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { test } from "../_harness/test.ts";
import { blockOn } from "../fixtures/loops/blocks_in_circle.ts";
import { tellWhere } from "../fixtures/tells_where.ts";

type Library = typeof import("../../mod.ts");

/** Inside `tests/`, so that what the library imports is found from it. */
const COPY = new URL(`../.tmp/copy_${Date.now()}/`, import.meta.url);

/** Runs `body` with a second copy of the library, as a program has that two of its packages brought along. */
async function withCopy(body: (copy: Library) => Promise<void>): Promise<void> {
  mkdirSync(COPY, { recursive: true });
  try {
    for (const part of ["mod.ts", "src"]) {
      cpSync(new URL(`../../${part}`, import.meta.url), new URL(part, COPY), { recursive: true });
    }
    await body(await import(new URL("mod.ts", COPY).href));
  } finally {
    rmSync(COPY, { recursive: true, force: true });
  }
}

test("asyncHelper: all copies of the library in a thread share it [2.10]", async () => {
  await withCopy(async (copy) => {
    assertNotStrictEquals(copy.newEventLoop, newEventLoop);
    assertStrictEquals(copy.asyncHelper, asyncHelper);
    const names = [
      copy.asyncHelper.runSync(tellWhere()),
      asyncHelper.runSync(copy.inline(() => "inline")),
      await copy.asyncHelper.run(tellWhere()),
    ];
    assertEquals(names, ["MainThread-helper", "inline", "MainThread-helper"]);
    await copy.asyncHelper.dispose();
  });
});

test("DeadlockError: whichever copy of the library blocks the thread [184]", async () => {
  await withCopy(async (copy) => {
    const loop = copy.newEventLoop().start();
    const future = copy.runCoroutineThreadsafe(blockOn(mainLoop()), loop);
    let error: unknown;
    try {
      future.result(); // the loop or this thread finds out
    } catch (thrown) {
      error = thrown;
    }
    loop.stop();
    await loop.join();
    assertEquals((error as Error | undefined)?.constructor.name, "DeadlockError");
  });
});
