import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { test, type TestSkip } from "../_harness/test.ts";
import type { Exit } from "../fixtures/synckit/exits.ts";
import type { FailOutside } from "../fixtures/synckit/fails_outside.ts";
import { urlOf, withFile } from "../fixtures/synckit/fixture.ts";
import type { Fail } from "../fixtures/synckit/throws.ts";
import type { Wait } from "../fixtures/synckit/waits.ts";
import process from "node:process";
import { BrokenLoopError, CoroutineLoadError, TimeoutError } from "sideloop";
import { createSyncFn } from "sideloop/synckit";

const BUN_TEST: TestSkip = {
  when: "Bun" in globalThis,
  reason: "bun test ends workers before their handlers can run; tests/process covers it",
  link: "https://github.com/oven-sh/bun/pull/36445",
};

/** What a function throws. */
function thrownBy(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    return error;
  }
  throw new Error("Nothing was thrown");
}

test.blocking("createSyncFn: an error shows where it was thrown, and where the call was made", () => {
  withFile<Fail>("throws.ts", (fail) => {
    const { stack = "" } = thrownBy(() => fail("range", true)) as Error;
    const [above = "", below = ""] = stack.split("--- submitted from");
    assert(above.includes("throws.ts"), stack);
    assert(below.includes("synckit_errors_test"), stack);
  });
});

for (const late of [false, true]) {
  const how = late ? "rejected" : "thrown";

  test.blocking(`createSyncFn: an error that is ${how} keeps its class and its message`, () => {
    withFile<Fail>("throws.ts", (fail) => {
      assertThrows(() => fail("range", late), RangeError, "too far");
      assertEquals(fail("none", late), "fine");
    });
  });

  test.blocking(`createSyncFn: an error that is ${how} keeps its own properties`, () => {
    withFile<Fail>("throws.ts", (fail) => {
      const error = thrownBy(() => fail("fields", late)) as SyntaxError & Record<string, unknown>;
      assertInstanceOf(error, SyntaxError);
      assertEquals(error.name, "BadSyntax");
      assertEquals(error.message, "Unexpected token (3:7)");
      assertEquals(error.loc, { line: 3, column: 7 });
      assertEquals(error.codeFrame, "> 3 | let");
      assertInstanceOf(error.cause, TypeError);
      const coded = thrownBy(() => fail("code", late)) as Record<string, unknown>;
      assertEquals([coded.code, coded.errno], ["ENOENT", -2]);
    });
  });

  test.blocking(`createSyncFn: what is ${how} that is no error arrives as it is`, () => {
    withFile<Fail>("throws.ts", (fail) => {
      assertEquals(thrownBy(() => fail("text", late)), "a text");
    });
  });
}

test.blocking("createSyncFn: a file that throws when it is loaded fails all calls with that", () => {
  withFile<() => void>("throws_on_import.ts", (fn) => {
    for (let call = 0; call < 3; call++) {
      const error = assertThrows(() => fn(), RangeError, "this file does not load");
      assertEquals((error as { plugin?: string }).plugin, "prettier-plugin-none");
    }
  });
});

test.blocking("createSyncFn: a file that fails after a top-level await is no different", () => {
  withFile<() => void>("rejects_late_on_import.ts", (fn) => {
    assertThrows(() => fn(), RangeError, "this file does not load either");
  });
});

for (const file of ["imports_missing.ts", "there_is_no_such_file.mjs"]) {
  test.blocking(`createSyncFn: a module that is missing is the error: ${file}`, () => {
    withFile<() => void>(file, (fn) => {
      const error = thrownBy(() => fn());
      assertInstanceOf(error, Error);
      assert(error.message.includes("there_is_no_such_file"), error.message);
    });
  });
}

test.blocking("createSyncFn: a file that never calls runAsWorker fails all calls", () => {
  withFile<() => void>("never_registers.ts", (fn) => {
    const error = assertThrows(() => fn(), CoroutineLoadError, "it does not call runAsWorker");
    assertEquals(error.module, urlOf("never_registers.ts").href);
    assertThrows(() => fn(), CoroutineLoadError, "it does not call runAsWorker");
  });
});

test.blocking("createSyncFn: a thread that ends in a call fails it; the next has another", () => {
  withFile<Exit>("exits.ts", (exit) => {
    const first = exit();
    const error = assertThrows(() => exit(3), BrokenLoopError);
    assertEquals(error.exitCode, 3);
    const second = exit();
    assert(second !== first);
    assertEquals(exit(), second);
  });
});

test.blocking("createSyncFn: a thread that ends when the file is loaded fails all calls", () => {
  withFile<() => void>("exits_on_import.ts", (fn) => {
    assertEquals(assertThrows(() => fn(), BrokenLoopError).exitCode, 4);
    assertThrows(() => fn(), BrokenLoopError);
  });
});

for (const kind of ["exception", "rejection"] as const) {
  test.blocking(`createSyncFn: an uncaught ${kind} fails the call that waits`, () => {
    withFile<FailOutside>("fails_outside.ts", (fn) => {
      assertThrows(() => fn(kind), RangeError, `outside: ${kind}`);
      assertEquals(fn("none"), "fine");
    });
  }, { skip: BUN_TEST });
}

test.blocking("createSyncFn: timeout as a number ends a call with a TimeoutError", () => {
  withFile<Wait>("waits.ts", (wait) => {
    assertThrows(() => wait(60_000), TimeoutError);
  }, 2_000);
});

test.blocking("createSyncFn: a call whose time is up is cancelled, and the next one works", () => {
  withFile<Wait>("waits.ts", (wait) => {
    assertEquals(wait(0), 0);
    assertThrows(() => wait(60_000), TimeoutError);
    assertEquals(wait(0), 1);
  }, { timeout: 2_000 });
});

test.blocking("createSyncFn: without a timeout a call waits as long as it takes", () => {
  withFile<Wait>("waits.ts", (wait) => assertEquals(wait(500), 0));
});

test.blocking("createSyncFn: timeout 0 is no time at all", () => {
  withFile<Wait>("waits.ts", (wait) => assertThrows(() => wait(0), TimeoutError), 0);
});

test.blocking("createSyncFn: timeout counts while the file is loaded", () => {
  withFile<() => string>("never_loads.ts", (fn) => assertThrows(() => fn(), TimeoutError), 300);
});

test.blocking("createSyncFn: a file that takes its time is loaded once", () => {
  withFile<() => string>("loads_late.ts", (fn) => {
    let failures = 0;
    for (;;) {
      try {
        assertEquals(fn(), "loaded");
        return assert(failures > 0);
      } catch (error) {
        assertInstanceOf(error, TimeoutError);
        failures += 1;
      }
    }
  }, { timeout: 50 });
});

for (const timeout of [NaN, "1" as unknown as number]) {
  test.blocking(`createSyncFn: refuses the timeout ${JSON.stringify(timeout)}`, () => {
    const error = thrownBy(() => createSyncFn(urlOf("waits.ts"), { timeout }));
    assertInstanceOf(error, Number.isNaN(timeout) ? RangeError : TypeError);
    assert(error.message.includes("timeout must be a number of milliseconds"), error.message);
  });
}

test.blocking("createSyncFn: errors of a worker file leave the exit code alone", () => {
  withFile<Fail>("throws.ts", (fail) => thrownBy(() => fail("range", true)));
  assertEquals(process.exitCode ?? 0, 0);
});
