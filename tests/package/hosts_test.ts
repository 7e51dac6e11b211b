import { assertEquals, assertMatch } from "@std/assert";
import { BUN, DENO } from "../../scripts/test_all/runtimes.ts";
import { test } from "../_harness/test.ts";
import { makeProjectWithPackage } from "./projects.ts";
import type { CommandResult } from "../_harness/run_command.ts";
import { runProgram } from "./run_program.ts";
import { type Command, NODE_24, RUNNERS } from "./runtimes.ts";
import { installedTools } from "./tools.ts";

/** For a machine that is busy, in milliseconds. */
const timeout = 100_000;

let made: Promise<string> | undefined;

/** A project that tests share. */
function project(): Promise<string> {
  return made ??= makeProjectWithPackage("hosts");
}

test("package: works in node --test", async () => {
  for (const [name, [node]] of RUNNERS) {
    if (!name.startsWith("node")) continue;
    const ran = await host([node, "--test", "hosted.test.mjs"]);
    assertMatch(ran.stdout, /^. pass 4$/m, `${name}\n${ran.stdout}`);
    assertEquals([ran.code, ran.stderr], [0, ""]);
  }
}, { timeout });

test("package: works in bun test", async () => {
  const ran = await host([BUN, "test", "./hosted.test.mjs"]);
  assertMatch(ran.stderr, /^ 4 pass$/m);
  assertEquals(ran.code, 0);
}, { timeout });

test("package: works in deno test, which finds nothing left", async () => {
  const ran = await host([DENO, "test", "-A", "--no-check", "hosted.test.mjs"], {
    HAS_NO_FAKES: "1",
  });
  assertMatch(ran.stdout, /^ok \| 4 passed \| 0 failed/m);
  assertEquals([ran.code, ran.stderr], [0, ""]);
}, { timeout });

test("package: works in Jest as it is by default", async () => {
  const ran = await jest([], "hosted.test.cjs");
  assertMatch(ran.stderr, /^Tests: +3 passed, 3 total$/m);
  assertEquals(ran.code, 0);
}, { timeout });

test("package: works in Jest with ES modules", async () => {
  const ran = await jest(["--experimental-vm-modules", "--no-warnings"], "hosted.test.mjs");
  assertMatch(ran.stderr, /^Tests: +4 passed, 4 total$/m);
  assertMatch(ran.stdout, LOAD_ERROR);
  assertEquals(ran.code, 0);
}, { timeout });

for (const pool of ["threads", "vmThreads"]) {
  test(`package: works in Vitest's pool ${pool}`, async () => {
    assertMatch((await vitest(pool, NO_GUARD)).stdout, LOAD_ERROR);
  }, { timeout });
}

test("package: works in Vitest's pool forks", async () => {
  await vitest("forks");
}, { timeout });

/** The module of the tests needs its host, which is not in the thread of a loop. */
const LOAD_ERROR =
  /Cannot load coroutine own from file:.*hosted.test.mjs: ReferenceError: test is not defined/;

/** Has the tests registered where their module is imported for a coroutine that is in it. */
const NO_GUARD = { HAS_NO_GUARD: "1" };

async function vitest(pool: string, env: Record<string, string> = {}): Promise<CommandResult> {
  const cli = (await installedTools())("vitest/vitest.mjs");
  const options = ["--globals", "--pool", pool, "--reporter=verbose"];
  const ran = await host([NODE_24, cli, "run", ...options, "hosted.test.mjs"], env);
  assertMatch(ran.stdout, /^ *Tests {2}4 passed \(4\)$/m, ran.stdout + ran.stderr);
  assertEquals([ran.code, ran.stderr], [0, ""]);
  return ran;
}

/** Everything in one thread: a thread that is left keeps that from ending. */
async function jest(flags: readonly string[], file: string): Promise<CommandResult> {
  const tools = await installedTools();
  const config = JSON.stringify({
    testMatch: [`**/${file}`],
    moduleFileExtensions: ["js", "mjs", "cjs"],
    testEnvironment: "node",
  });
  const args = ["--runInBand", "--config", config];
  return await host([NODE_24, ...flags, tools("jest/bin/jest.js"), ...args], NO_GUARD);
}

async function host(command: Command, env: Record<string, string> = {}): Promise<CommandResult> {
  return await runProgram(command, { cwd: await project(), env });
}
