import { assertEquals } from "@std/assert";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { BUN, DENO } from "../../scripts/test_all/runtimes.ts";
import { unpackPackage } from "../../scripts/test_all/package/unpack_package.ts";
import { test } from "../_harness/test.ts";
import { makeProject, makeProjectWithPackage } from "./projects.ts";
import { runProgram } from "./run_program.ts";
import { allPrint, type Command, MAIN, NODE_24, prints, runEverywhere } from "./runtimes.ts";

/** For a machine that is busy, in milliseconds. */
const timeout = 100_000;

let made: Promise<string> | undefined;

/** A project that tests share. */
function project(): Promise<string> {
  return made ??= makeProjectWithPackage("shared");
}

test("package: is imported on every runtime", async () => {
  assertEquals(await runEverywhere("main.mjs", await project()), allPrint(MAIN));
}, { timeout });

test("package: is loaded with require() on every runtime", async () => {
  assertEquals(await runEverywhere("main.cjs", await project()), allPrint(MAIN));
}, { timeout });

/** Characters that mean something in a URL or in a shell. */
const ODD_NAME = "Größe 100% #1 [α]'s";

test("package: works in a folder whose name no URL may have", async () => {
  const cwd = await makeProjectWithPackage(ODD_NAME);
  const commands: Command[] = [[NODE_24], [BUN], [DENO, "run", "-A"]];
  for (const command of commands) {
    for (const program of ["main.mjs", "main.cjs"]) {
      assertEquals(await runProgram([...command, program], { cwd }), prints(MAIN));
    }
  }
}, { timeout });

test("package: a worker starts a loop, which starts a loop", async () => {
  const cwd = await project();
  const commands: Command[] = [[NODE_24], [BUN], [DENO, "run", "-A"]];
  for (const command of commands) {
    for (const program of ["nested.mjs", "nested.cjs"]) {
      assertEquals(await runProgram([...command, program], { cwd }), prints("Inner"));
    }
  }
}, { timeout });

test("package: works where it is a link to another folder", async () => {
  const cwd = makeProject("linked");
  await unpackPackage(join(cwd, "../elsewhere"));
  mkdirSync(join(cwd, "node_modules"));
  symlinkSync(join(cwd, "../elsewhere"), join(cwd, "node_modules/sideloop"), "junction");
  const flags: Command[] = [[NODE_24], [NODE_24, "--preserve-symlinks"], [BUN], [
    DENO,
    "run",
    "-A",
  ]];
  for (const command of flags) {
    assertEquals(await runProgram([...command, "main.mjs"], { cwd }), prints(MAIN));
  }
}, { timeout });

/** A program that is in no file, as a module and for `require()`. */
const BODY = readFileSync(new URL("./programs/inline.js", import.meta.url), "utf8");
const MODULE = `import { AsyncWorker, inline } from "sideloop";\n${BODY}`;
const INLINE = '[42,7,"no",3,false]';
const SCRIPT = `const { AsyncWorker, inline } = require("sideloop");\n${BODY}`;

for (
  const [name, command, stdin] of [
    ["node -e", [NODE_24, "-e", SCRIPT]],
    ["node --input-type=module -e", [NODE_24, "--input-type=module", "-e", MODULE]],
    ["node -", [NODE_24, "-"], SCRIPT],
    ["node --input-type=module -", [NODE_24, "--input-type=module", "-"], MODULE],
    ["bun -e", [BUN, "-e", MODULE]],
    ["bun -", [BUN, "-"], MODULE],
    ["deno eval", [DENO, "eval", MODULE]],
    ["deno run -", [DENO, "run", "-A", "-"], MODULE],
  ] satisfies [string, Command, string?][]
) {
  test(`package: works in ${name}`, async () => {
    const cwd = await project();
    assertEquals(await runProgram(command, { cwd, ...(stdin && { stdin }) }), prints(INLINE));
  }, { timeout });
}
