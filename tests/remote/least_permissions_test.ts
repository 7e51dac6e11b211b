import { assertEquals, assertMatch } from "@std/assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { inRepository } from "../../scripts/test_all/repository.ts";
import { test } from "../_harness/test.ts";
import { DenoProject } from "./deno_project.ts";
import { serveLibrary } from "./serve_library.ts";

/** Uses what might ask for something: threads of all kinds, output, debug mode, signals, the number of cores. */
const PROGRAM = `
  import {
    asyncHelper, AsyncService, coroutine, currentThread, GracefulAsyncRunner, inline, isMainThread, mainLoop,
    MultiLoopManager, newEventLoop, runCoroutineThreadsafe, sleep, toThread, withWorker,
  } from "sideloop";

  export class Counter {
    n = 0;
    add(more: number) { return this.n += more; }
    async *upTo(most: number) { for (let n = 0; n < most; n++) yield n; }
  }
  const shout = coroutine(import.meta, "shout", async (text: string) => {
    await sleep(1);
    return text.toUpperCase();
  });
  const fails = coroutine(import.meta, "fails", (text: string): never => { throw new RangeError(text); });
  const nested = coroutine(import.meta, "nested", () => {
    console.log(currentThread().isMain);
    return toThread(shout("nested"));
  });

  if (isMainThread) {
    const loop = newEventLoop({ debug: true, onError: () => {} }).start();
    console.log(runCoroutineThreadsafe(shout("blocked"), loop).result());
    console.log(await runCoroutineThreadsafe(nested(), loop));
    console.log(await toThread(shout("pooled")));
    console.log(String(await runCoroutineThreadsafe(fails("too far"), loop).exception()));
    console.log(runCoroutineThreadsafe(inline((n: number) => n * 2, 21), loop).result());
    console.log(await asyncHelper.run(shout("helped")));
    console.log(await withWorker((worker) => worker.submit(shout("worked"))));
    const service = new AsyncService<Counter>(import.meta, "Counter").start();
    console.log(service.callSync("add", 2), (await Array.fromAsync(service.call("upTo", 3))).length);
    await service.stop();
    const manager = new MultiLoopManager({ loops: 2 }).start();
    console.log(await manager.submit(shout("managed")));
    await manager.stop();
    const runner = new GracefulAsyncRunner({ handleSignals: ["SIGTERM"] }).start();
    console.log(await runner.submit(shout("graceful")));
    await runner.shutdown();
    loop.stop();
    await loop.join();
  }
`;

const PRINTED = [
  ...["BLOCKED", "false", "NESTED", "POOLED", "RangeError: too far", "42", "HELPED", "WORKED"],
  ...["2 3", "MANAGED", "GRACEFUL", ""],
].join("\n");

/** A permission that a program has asked for, as Deno's audit log has it. */
interface Asked {
  readonly permission: string;
  readonly value: string | null;
}

function audited(project: DenoProject): () => Asked[] {
  const file = join(project.folder, "audit.jsonl");
  project.env.DENO_AUDIT_PERMISSIONS = file;
  return () =>
    readFileSync(file, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as Asked);
}

/** The kinds of permissions, each with what they were asked for. */
function byKind(asked: readonly Asked[]): Record<string, string[]> {
  const kinds = Map.groupBy(asked, ({ permission }) => permission);
  return Object.fromEntries(
    [...kinds].map(([kind, all]) => [kind, [...new Set(all.map(({ value }) => String(value)))]]),
  );
}

/** A project that has the library from this repository. */
function localProject(): DenoProject {
  const project = new DenoProject({}, { "main.ts": PROGRAM });
  // What the repository's configuration names is there already.
  project.env.DENO_DIR = process.env.DENO_DIR;
  return project;
}

function runLocal(project: DenoProject, ...read: readonly string[]) {
  const config = process.env.SIDELOOP_DENO_CONFIG ?? inRepository("deno.json");
  const flags = ["--quiet", "--no-prompt", "--no-lock", "-c", config];
  return project.deno("run", ...flags, `--allow-read=${read.join()}`, "main.ts");
}

const SOURCES = [inRepository("src"), inRepository("mod.ts")];

test("permissions: from https, a program needs its host and its own modules", async () => {
  const server = await serveLibrary();
  const project = new DenoProject(server.imports, { "main.ts": PROGRAM });
  try {
    const asked = audited(project);
    const flags = ["--quiet", "--no-prompt", `--allow-import=${server.host}`];
    const outcome = await project.deno("run", ...flags, "--allow-read=main.ts", "main.ts");
    assertEquals(outcome, { code: 0, stdout: PRINTED, stderr: "" });
    const main = join(project.folder, "main.ts");
    assertEquals(byKind(asked()), { import: [server.host], read: [main] });
  } finally {
    project.remove();
    await server.close();
  }
});

test("permissions: from files, a program reads the library and its own modules", async () => {
  const project = localProject();
  try {
    const asked = audited(project);
    const outcome = await runLocal(project, ...SOURCES, "main.ts");
    assertEquals(outcome, { code: 0, stdout: PRINTED, stderr: "" });
    const { read = [], import: _, ...others } = byKind(asked()); // from JSR, where that is in reach
    assertEquals(others, {});
    const places = [...SOURCES, join(project.folder, "main.ts")];
    const elsewhere = read.filter((path) => !places.some((place) => path.startsWith(place)));
    assertEquals(elsewhere, []);
  } finally {
    project.remove();
  }
});

for (
  const [missing, read, error] of [
    ["src", [inRepository("mod.ts"), "main.ts"], /BrokenLoopError: .*--allow-read=.*\/src\//],
    ["some of src", [
      inRepository("src/worker/entry.ts"),
      inRepository("mod.ts"),
      "main.ts",
    ], /BrokenLoopError: .*--allow-read=.*\/src\//],
    ["mod.ts", [inRepository("src"), "main.ts"], /CoroutineLoadError: .*mod\.ts.*--allow-read/],
    ["the coroutine's module", SOURCES, /CoroutineLoadError: .*main\.ts.*--allow-read/],
  ] as const
) {
  test(`permissions: without reading ${missing}, who blocks is told the flag`, async () => {
    const project = localProject();
    try {
      const { code, stderr } = await runLocal(project, ...read);
      assertEquals(code, 1);
      assertMatch(stderr, error);
    } finally {
      project.remove();
    }
  });
}
