import {
  asCompleted,
  asyncHelper,
  BrokenLoopError,
  type Future,
  inline,
  isCancelled,
  isSideloopError,
  mainLoop,
  newEventLoop,
  runCoroutineThreadsafe,
  waitSync,
} from "sideloop";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertNotStrictEquals,
  assertStrictEquals,
} from "@std/assert";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import process from "node:process";
import { test } from "../_harness/test.ts";
import { blockOn } from "../fixtures/loops/blocks_in_circle.ts";
import { failureOf } from "../fixtures/with_loop.ts";
import { tellWhere } from "../fixtures/tells_where.ts";

type Library = typeof import("../../mod.ts");

/** Where the protocol's version is. */
const MESSAGES = "src/wire/messages.ts";

/** Only there a thread can run out of memory, and the program go on. */
const isNode = process.versions.deno === undefined && process.versions.bun === undefined;

let made = 0;

/** Runs `body` with a second copy of the library, as a program has that two of its packages brought along. */
async function withCopy(
  body: (copy: Library, url: URL) => Promise<void>,
  protocol?: number,
): Promise<void> {
  // Inside `tests/`, so that what the library imports is found from it.
  const url = new URL(`../.tmp/copy_${Date.now()}_${++made}/`, import.meta.url);
  mkdirSync(url, { recursive: true });
  try {
    for (const part of ["mod.ts", "src"]) {
      cpSync(new URL(`../../${part}`, import.meta.url), new URL(part, url), { recursive: true });
    }
    if (protocol !== undefined) changeProtocol(new URL(MESSAGES, url), protocol);
    await body(await import(new URL("mod.ts", url).href), url);
  } finally {
    rmSync(url, { recursive: true, force: true });
  }
}

function changeProtocol(file: URL, protocol: number): void {
  const text = readFileSync(file, "utf8");
  const changed = text.replace(/PROTOCOL = \d+/, `PROTOCOL = ${protocol}`);
  assert(changed !== text);
  writeFileSync(file, changed);
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

test("waitSync: a loop of another copy that ends without a word is heard of [2.10]", async () => {
  await withCopy(async (copy) => {
    const limits = isNode ? { resourceLimits: { maxOldGenerationSizeMb: 32 } } : {};
    const loop = copy.newEventLoop({ onError: () => {}, ...limits }).start();
    await loop.ready;
    const body = isNode
      ? copy.inline(() => {
        const kept: unknown[] = [];
        for (;;) kept.push(Array.from({ length: 1_000 }, () => ({})));
      })
      : copy.inline(() => (globalThis as unknown as { process: NodeJS.Process }).process.exit(3));
    const future = copy.runCoroutineThreadsafe(body, loop) as Future<unknown>;
    assertEquals(waitSync([future], { timeout: 10_000 }).notDone.size, 0);
    assertInstanceOf(future.exception(0), copy.BrokenLoopError);
    await loop.join();
  });
});

test("waitSync, asCompleted: futures of another copy of the library are waited for [2.10]", async () => {
  await withCopy(async (copy) => {
    const loop = copy.newEventLoop().start();
    const nap = () =>
      copy.runCoroutineThreadsafe(
        copy.inline(() => new Promise<number>((resolve) => setTimeout(resolve, 100, 7))),
        loop,
      ) as Future<number>;
    assertEquals(waitSync([nap()], { timeout: 10_000 }).notDone.size, 0);
    const values: number[] = [];
    for (const future of asCompleted([nap()], { timeout: 10_000 })) values.push(future.result(0));
    assertEquals(values, [7]);
    loop.stop();
    await loop.join();
  });
});

test("runCoroutineThreadsafe: work, loops and errors of another version are known for what they are [2.10]", async () => {
  await withCopy(async (copy) => {
    const theirs = copy.newEventLoop({ name: "Theirs" }).start();
    const ours = newEventLoop({ name: "Ours" }).start();
    assertEquals(
      await Promise.all([
        runCoroutineThreadsafe(tellWhere(), theirs),
        copy.runCoroutineThreadsafe(tellWhere(), ours),
        runCoroutineThreadsafe(copy.inline((loop: object) => String(loop), theirs), ours),
      ]),
      ["Theirs", "Ours", 'EventLoop { name: "Theirs", state: "running" }'],
    );
    assert(isSideloopError(new copy.DeadlockError("Cannot block")));
    assert(isCancelled(new copy.CancelledError()));
    for (const loop of [theirs, ours]) loop.stop();
    await Promise.all([theirs.join(), ours.join()]);
  }, 1_000);
});

test("workerUrl: a loop whose thread begins with another version breaks, and says so", async () => {
  await withCopy(async (_, url) => {
    const workerUrl = new URL("src/worker/entry.ts", url);
    const loop = newEventLoop({ name: "Mixed", workerUrl }).start();
    const thrown = await failureOf(runCoroutineThreadsafe(inline(() => 1), loop));
    assertInstanceOf(thrown, BrokenLoopError);
    assertMatch(
      thrown.message,
      /is of another version \(protocol \d+\) than .*\(protocol 1000\); give the sideloop\/worker of the same version/,
    );
    await loop.join();
  }, 1_000);
});
