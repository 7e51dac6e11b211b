import { assert, assertEquals, assertThrows } from "@std/assert";
import { test, type TestSkip } from "../_harness/test.ts";
import type { Echo } from "../fixtures/synckit/echoes.ts";
import {
  READS_NO_TYPESCRIPT,
  READS_TYPESCRIPT,
  urlOf,
  withFile,
} from "../fixtures/synckit/fixture.ts";
import type { Tell } from "../fixtures/synckit/tells_process.ts";
import { fileURLToPath } from "node:url";
import { createSyncFn, type SynckitOptions, TsRunner } from "sideloop/synckit";

type ReadGlobals = (...names: string[]) => unknown[];

const isNode = !("Deno" in globalThis || "Bun" in globalThis);

const ON_NODE: TestSkip = {
  when: !isNode,
  reason: "threads have no command line options of their own",
  link: "https://nodejs.org/api/worker_threads.html#new-workerfilename-options",
};

const ELSEWHERE: TestSkip = { ...ON_NODE, when: isNode, reason: "threads have those options" };

const SHIMS = fileURLToPath(urlOf("shims.mjs"));

function refused(options: unknown): Error {
  const make = () => createSyncFn(urlOf("typed.mts"), options as SynckitOptions);
  return assertThrows(make, TypeError);
}

test.blocking("SynckitOptions.tsRunner: the runtime's own reading is node's and bun's", () => {
  for (const tsRunner of [TsRunner.Node, TsRunner.Bun, undefined]) {
    const options = tsRunner === undefined ? {} : { tsRunner };
    withFile<Echo>("typed.mts", (echo) => assertEquals(echo(1), 1), options);
  }
}, { skip: READS_TYPESCRIPT });

test.blocking(
  "SynckitOptions.tsRunner: none is needed but where the runtime reads no TypeScript",
  () => {
    const { message } = refused({});
    assert(message.includes("this runtime does not read TypeScript"), message);
  },
  { skip: READS_NO_TYPESCRIPT },
);

test.blocking("SynckitOptions.tsRunner: means nothing for a file in JavaScript", () => {
  withFile<(a: number, b: number) => number>(
    "adds.mjs",
    (add) => assertEquals(add(1, 2), 3),
    { tsRunner: TsRunner.TSX },
  );
});

test.blocking("SynckitOptions.tsRunner: refuses one that it does not know", () => {
  const { message } = refused({ tsRunner: "babel" });
  assert(message.includes(`must be one of node, bun, ts-node`), message);
  assert(message.endsWith(`got "babel"`), message);
});

test.blocking(
  "SynckitOptions.tsRunner: refuses a package where the runtime has no way to use it",
  () => {
    const { message } = refused({ tsRunner: "tsx" });
    assert(message.includes("this runtime reads TypeScript by itself"), message);
  },
  { skip: ELSEWHERE },
);

test.blocking("SynckitOptions.tsRunner: refuses one that cannot read ES modules", () => {
  const { message } = refused({ tsRunner: "esbuild-runner" });
  assert(message.includes("it reads no ES modules"), message);
}, { skip: ON_NODE });

test.blocking("SynckitOptions.execArgv: the thread has them", () => {
  withFile<Tell>("tells_process.ts", (tell) => {
    assertEquals(tell().execArgv, ["--conditions=mine"]);
  }, { execArgv: ["--conditions=mine"] });
}, { skip: ON_NODE });

test.blocking("SynckitOptions.execArgv: refused where threads have none", () => {
  const { message } = refused({ execArgv: ["--conditions=mine"] });
  assert(message.includes("execArgv"), message);
}, { skip: ELSEWHERE });

test.blocking("SynckitOptions.execArgv: none are none everywhere", () => {
  withFile<Tell>("tells_process.ts", (tell) => {
    if (isNode) assertEquals(tell().execArgv, []);
    else tell();
  }, { execArgv: [] });
});

test.blocking("SynckitOptions.transferList: moves with the first call", () => {
  const buffer = new ArrayBuffer(64);
  withFile<(buffer?: ArrayBuffer) => number>("takes_buffer.ts", (take) => {
    assertEquals(take(buffer), 64);
    assertEquals(buffer.byteLength, 0);
    const other = new ArrayBuffer(32);
    assertEquals(take(other), 32);
    assertEquals(other.byteLength, 32);
  }, { transferList: [buffer] });
});

test.blocking("SynckitOptions.transferList: what the first call does not have moves all the same", () => {
  const buffer = new ArrayBuffer(64);
  withFile<(buffer?: ArrayBuffer) => number>("takes_buffer.ts", (take) => {
    assertEquals(buffer.byteLength, 64);
    assertEquals(take(), -1);
    assertEquals(buffer.byteLength, 0);
  }, { transferList: [buffer] });
});

test.blocking("SynckitOptions.globalShims: give the globals that the runtime lacks", () => {
  withFile<ReadGlobals>("reads_globals.ts", (read) => {
    assertEquals(read("byDefault", "byName", "byNothing"), ["default", "named", "default,named"]);
    assertEquals(read("shimSideEffect"), ["imported"]);
  }, {
    globalShims: [
      { moduleName: SHIMS, globalName: "byDefault" },
      { moduleName: SHIMS, globalName: "byName", named: "named" },
      { moduleName: SHIMS, globalName: "byNothing", named: null },
    ],
  });
});

test.blocking("SynckitOptions.globalShims: without a name, for what the module does", () => {
  withFile<ReadGlobals>("reads_globals.ts", (read) => {
    assertEquals(read("shimSideEffect"), ["imported"]);
  }, { globalShims: [{ moduleName: "./shims.mjs" }] });
});

test.blocking("SynckitOptions.globalShims: keep the globals that the runtime has", () => {
  withFile<ReadGlobals>("reads_globals.ts", (read) => {
    assertEquals(read("shimSideEffect"), [""]);
    assertEquals(read("Date")[0] === "default", false);
  }, { globalShims: [{ moduleName: SHIMS, globalName: "Date" }] });
});

test.blocking("SynckitOptions.globalShims: replace them where conditional is false", () => {
  withFile<ReadGlobals>("reads_globals.ts", (read) => {
    assertEquals(read("Date"), ["default"]);
  }, { globalShims: [{ moduleName: SHIMS, globalName: "Date", conditional: false }] });
});

test.blocking("SynckitOptions.globalShims: pass over what is not installed", () => {
  withFile<Echo>("echoes.ts", (echo) => assertEquals(echo(1), 1), {
    globalShims: [{ moduleName: "there-is-no-such-package", globalName: "missing" }],
  });
});

test.blocking("SynckitOptions.globalShims: true stands for the preset", () => {
  withFile<Echo>("echoes.ts", (echo) => assertEquals(echo(1), 1), { globalShims: true });
});

test.blocking("SynckitOptions.bufferSize: is taken", () => {
  withFile<Echo>("echoes.ts", (echo) => assertEquals(echo("x".repeat(1_000)), "x".repeat(1_000)), {
    bufferSize: 64,
  });
});

const wrong: readonly (readonly [options: unknown, reason: string])[] = [
  ["fast", "options of a synchronous function"],
  [{ execArgv: "--inspect" }, "option execArgv"],
  [{ transferList: new ArrayBuffer(1) }, "option transferList"],
  [{ globalShims: "fetch" }, "option globalShims"],
  [{ globalShims: [{ globalName: "fetch" }] }, "moduleName"],
  [{ globalShims: [null] }, "a global shim"],
];

for (const [options, reason] of wrong) {
  test.blocking(`SynckitOptions: refuses ${JSON.stringify(options)}`, () => {
    const make = () => createSyncFn(urlOf("adds.mjs"), options as SynckitOptions);
    assertThrows(make, TypeError, reason);
  });
}
