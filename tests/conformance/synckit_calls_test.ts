import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { test } from "../_harness/test.ts";
import type { Count } from "../fixtures/synckit/counts.ts";
import type { Echo } from "../fixtures/synckit/echoes.ts";
import { READS_TYPESCRIPT, urlOf, withFile } from "../fixtures/synckit/fixture.ts";
import type { Give } from "../fixtures/synckit/returns_function.ts";
import { fileURLToPath } from "node:url";
import { SerializationError } from "sideloop";
import { type AnyFn, createSyncFn, runAsWorker, type SyncFn } from "sideloop/synckit";

type Add = (a: number, b: number) => Promise<number>;

/** The library's ledger of threads. */
function threadsNow(): number {
  const ledgers = globalThis as { [key: symbol]: ReadonlyMap<number, string> | undefined };
  return ledgers[Symbol.for("sideloop.threads")]?.size ?? 0;
}

test.blocking("createSyncFn: gives at once what the worker file's function promises", () => {
  withFile<Add>("adds.mjs", (add) => assertEquals(add(40, 2), 42));
});

test.blocking("createSyncFn: takes the path of a file", () => {
  const add = createSyncFn<Add>(fileURLToPath(urlOf("adds.mjs")));
  assertEquals(add(1, 2), 3);
  add[Symbol.dispose]();
});

test.blocking("createSyncFn: takes a URL as text", () => {
  const add = createSyncFn<Add>(urlOf("adds.mjs").href);
  assertEquals(add(1, 2), 3);
  add[Symbol.dispose]();
});

test.blocking("createSyncFn: has one function for each file, however that is named", () => {
  const fn = createSyncFn(urlOf("adds.mjs"));
  assert(createSyncFn(urlOf("adds.mjs").href, { timeout: 1 }) === fn);
  assert(createSyncFn(fileURLToPath(urlOf("adds.mjs"))) === fn);
  assert(createSyncFn(urlOf("echoes.ts")) as unknown !== fn);
});

test.blocking("createSyncFn: starts no thread before the first call", () => {
  const before = threadsNow();
  withFile<Add>("adds.mjs", (add) => {
    assertEquals(threadsNow(), before);
    add(1, 2);
    assertEquals(threadsNow(), before + 1);
    add(1, 2);
    assertEquals(threadsNow(), before + 1);
  });
});

test.blocking("createSyncFn: each file has a thread of its own, and keeps its state", () => {
  withFile<Count>("counts.ts", (count) => {
    withFile<Count>("counts_too.ts", (countToo) => {
      const first = count();
      assertEquals(count(), { calls: 2, threadId: first.threadId });
      const other = countToo();
      assertEquals(other.calls, 1);
      assert(other.threadId !== first.threadId);
    });
  });
});

const values: readonly unknown[] = [
  undefined,
  null,
  "text ✓",
  12n,
  new Date(0),
  new Map([["key", new Set([1, 2])]]),
  { nested: [{ deep: [true] }] },
  new Uint8Array([1, 2, 3]),
  "x".repeat(300_000),
  /expression/g,
];

test.blocking("createSyncFn: arguments and results are cloned", () => {
  withFile<Echo>("echoes.ts", (echo) => {
    for (const value of values) assertEquals(echo(value), value);
  });
});

test.blocking("createSyncFn: what is thrown while an argument is read changes nothing", () => {
  withFile<Echo>("echoes.ts", (echo) => {
    assertThrows(() => echo(() => {}), SerializationError, "args[0]");
    assertEquals(echo("fine"), "fine");
  });
});

test.blocking("createSyncFn: a result that cannot be cloned is an error that names it", () => {
  withFile<Give>("returns_function.ts", (give) => {
    const error = assertThrows(() => give(true), SerializationError);
    assertEquals(error.path, "result.callback");
    assertEquals(give(false), "fine");
  });
});

test.blocking("runAsWorker: takes a function that is not asynchronous", () => {
  withFile<(n: number) => number>("doubles_at_once.ts", (double) => assertEquals(double(21), 42));
});

test.blocking("runAsWorker: takes a script's function, which requires the entry", () => {
  withFile<(name: string) => string>("script.cjs", (greet) => {
    assertEquals(greet("Ada"), "Hello Ada from a script");
  });
});

test.blocking("runAsWorker: takes the function of a script in TypeScript", () => {
  withFile<(name: string) => string>("script_in_typescript.cts", (greet) => {
    assertEquals(greet("Ada"), "Hello Ada from a script");
  });
}, { skip: READS_TYPESCRIPT });

test.blocking("runAsWorker: may be called a little after the file is loaded", () => {
  withFile<() => string>("registers_late.ts", (tell) => assertEquals(tell(), "registered late"));
});

test.blocking("runAsWorker: the file's own call counts, not that of what it imports", () => {
  withFile<(n: number) => number>("registers_twice.ts", (times) => assertEquals(times(2), 6));
});

test("runAsWorker: changes nothing in a thread that serves no worker file", () => {
  assertEquals(runAsWorker(() => 1), undefined);
});

test("runAsWorker: refuses what is no function", () => {
  assertThrows(() => runAsWorker(42 as unknown as AnyFn), TypeError, "must be a function, got 42");
});

test.blocking("SyncFn[Symbol.dispose]: ends the thread; the next call starts another", () => {
  withFile<Count>("counts.ts", (count) => {
    const first = count();
    count[Symbol.dispose]();
    const second = count();
    assertEquals(second.calls, 1);
    assert(second.threadId !== first.threadId);
  });
});

test.blocking("SyncFn[Symbol.dispose]: has createSyncFn make the function anew", () => {
  const dispose = (fn: SyncFn<AnyFn>) => fn[Symbol.dispose]();
  const fn = createSyncFn(urlOf("adds.mjs"));
  dispose(fn);
  const other = createSyncFn(urlOf("adds.mjs"));
  assert(other !== fn);
  dispose(fn);
  assert(createSyncFn(urlOf("adds.mjs")) === other);
  dispose(other);
  assertInstanceOf(other, Function);
});
