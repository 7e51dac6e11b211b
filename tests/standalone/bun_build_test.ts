import { assertEquals, assertMatch } from "@std/assert";
import process from "node:process";
import { test } from "../_harness/test.ts";
import { build, chooseWorker, edit, EXPECTED, inProject, run } from "./standalone_project.ts";

const BUN_ONLY = {
  when: process.versions.bun === undefined,
  reason: "only Bun has bun build",
  link: "https://bun.com/docs/bundler/executables",
};

const BUN = process.execPath;
const MODULES = ["main.ts", "worker.ts", "tasks.ts"];
const PASSED = { code: 0, stdout: EXPECTED, stderr: "" };

function bunTest(name: string, body: (folder: string) => Promise<void>): void {
  test(name, () => inProject(body), { skip: BUN_ONLY });
}

bunTest("bun run: a project that has the package linked runs", async (folder) => {
  assertEquals(await run(folder, BUN, "main.ts"), PASSED);
});

bunTest("bun run: what is prepared for building runs unbuilt, too", async (folder) => {
  chooseWorker(folder);
  assertEquals(await run(folder, BUN, "main.ts"), PASSED);
});

bunTest("bun build --compile: the executable blocks, awaits and has services", async (folder) => {
  chooseWorker(folder);
  await build(folder, "build", "--compile", ...MODULES, "--outfile", "program");
  assertEquals(await run(folder, `${folder}/program`), PASSED);
});

bunTest("bun build --compile: the same minified and in pieces", async (folder) => {
  chooseWorker(folder);
  const flags = ["--compile", "--minify", "--splitting", "--sourcemap"];
  await build(folder, "build", ...flags, ...MODULES, "--outfile", "program");
  assertEquals(await run(folder, `${folder}/program`), PASSED);
});

bunTest(
  "bun build --compile: who has forgotten the entry is told, and blocks on nothing",
  async (folder) => {
    await build(folder, "build", "--compile", "main.ts", "--outfile", "program");
    const { code, stderr } = await run(folder, `${folder}/program`);
    assertEquals(code, 1);
    assertMatch(
      stderr,
      /BrokenLoopError: .*Cannot load the module that the thread begins with.*setWorkerUrl/,
    );
  },
);

bunTest("bun build --compile: who has forgotten a service's module is told", async (folder) => {
  chooseWorker(folder);
  await build(folder, "build", "--compile", "main.ts", "worker.ts", "--outfile", "program");
  const { code, stderr } = await run(folder, `${folder}/program`);
  assertEquals(code, 1);
  assertMatch(stderr, /CoroutineLoadError: Cannot load class Counter/);
});

bunTest("bun build --target=bun: files beside each other work", async (folder) => {
  chooseWorker(folder);
  await build(folder, "build", "--target=bun", ...MODULES, "--outdir", "dist");
  assertEquals(await run(folder, BUN, "dist/main.js"), PASSED);
});

bunTest("bun build --target=bun: a wrong place of the entry is told at once", async (folder) => {
  chooseWorker(folder);
  edit(folder, "./worker.js", "./elsewhere.js");
  const { code, stderr } = await run(folder, BUN, "main.ts");
  assertEquals(code, 1);
  assertMatch(stderr, /BrokenLoopError: .*there is no file:.*elsewhere\.js/);
});
