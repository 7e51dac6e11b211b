import process from "node:process";
import { assertEquals, assertMatch } from "@std/assert";
import { runScript } from "../_harness/run.ts";
import { test } from "../_harness/test.ts";

const DENO_ONLY = {
  when: process.versions.deno === undefined,
  reason: "only Deno has permissions that a thread can lack",
  link: "https://docs.deno.com/runtime/fundamentals/workers/",
};

const FLAG = "--unstable-worker-options";

/** Runs a main part with a loop of some permissions; what it says is on stdout. */
async function runWith(permissions: string, main: string, flags = [FLAG]): Promise<string> {
  const { code, stdout, stderr } = await runScript(
    `
    import { BrokenLoopError, coroutine, currentThread, inline, isMainThread, newEventLoop, runCoroutineThreadsafe, toThread } from "sideloop";
    const read = (path) => Deno.readTextFileSync(path).length > 0;
    const reads = coroutine(import.meta, "reads", read);
    const readsElsewhere = coroutine(import.meta, "readsElsewhere", (path) => toThread(reads(path)));
    const leaves = coroutine(import.meta, "leaves", () => Deno.exit(5));
    const thread = coroutine(import.meta, "thread", () => currentThread());
    const said = (future) => future.then(String, (error) => error.name + ": " + error.message);
    if (isMainThread) {
      const root = new URL("../../", import.meta.url);
      const loop = newEventLoop({ permissions: ${permissions}, onError: () => {} }).start();
      const submit = (work) => runCoroutineThreadsafe(work, loop);
      ${main}
    }
  `,
    // A program that is itself denied something may not read its own command line.
    { runtimeArgs: flags, env: { SIDELOOP_DENO_WORKER_OPTIONS: "1" } },
  );
  assertEquals([code, stderr], [0, ""]);
  return stdout.trim();
}

test("permissions: none lets a loop run what it is sent, and read nothing", async () => {
  const said = await runWith(
    `"none"`,
    `
    console.log(submit(inline((n) => n * 2, 21)).result(10_000));
    console.log(await said(submit(inline((path) => Deno.readTextFileSync(path), "/etc/hosts"))));
  `,
  );
  assertMatch(said, /^42\nNotCapable: .*\/etc\/hosts.*--allow-read/);
}, { skip: DENO_ONLY });

test(
  "permissions: a coroutine whose module the loop may not read fails with the flag",
  async () => {
    const said = await runWith(`"none"`, `console.log(await said(submit(reads("/etc/hosts"))));`);
    assertMatch(said, /^CoroutineLoadError: .*--allow-read/);
  },
  { skip: DENO_ONLY },
);

test("permissions: a list is what the loop, and threads that it makes, may do", async () => {
  const said = await runWith(
    `{ read: [root] }`,
    `
    for (const body of [reads, readsElsewhere]) {
      console.log(await said(submit(body(new URL("mod.ts", root).pathname))));
      console.log(await said(submit(body("/etc/hosts"))));
    }
  `,
  );
  assertMatch(said, /^(true\nNotCapable: .*--allow-read.*\n?){2}$/);
}, { skip: DENO_ONLY });

test("permissions: the loop is a thread like others, and ends like others", async () => {
  const said = await runWith(
    `"inherit"`,
    `
    const { name, id, isMain } = await submit(thread());
    console.log(name === loop.name, id > 0, isMain);
    const { exitCode } = await submit(leaves()).then(() => {}, (error) => error);
    loop.stop();
    console.log(exitCode, await loop.join(10_000));
    const idle = newEventLoop({ permissions: "none" }).start();
    await idle.ready;
    const busy = newEventLoop({ permissions: "none" }).start();
    const spins = runCoroutineThreadsafe(inline(() => { for (;;); }), busy);
    await busy.terminate();
    console.log((await spins.then(() => {}, (error) => error)) instanceof BrokenLoopError);
  `,
  );
  assertEquals(said, "true true false\n5 true\ntrue");
}, { skip: DENO_ONLY });

test("permissions: more than the program has is refused, and breaks the loop", async () => {
  const flags = [FLAG, "--deny-ffi"];
  const said = await runWith(
    `{ ffi: true }`,
    `
    const error = await loop.ready.then(() => {}, (error) => error);
    console.log(error.name, error.cause.message);
  `,
    flags,
  );
  assertMatch(said, /^BrokenLoopError .*permission/i);
}, { skip: DENO_ONLY });

test("permissions: without Deno's flag they are refused, and it is named", async () => {
  const source = `
    import { newEventLoop } from "sideloop";
    try {
      newEventLoop({ permissions: "none" });
    } catch (error) {
      console.log(error.name + ": " + error.message);
    }
  `;
  const { code, stdout } = await runScript(source);
  assertEquals(code, 0);
  assertMatch(stdout, /^TypeError: Cannot use option permissions: .*--unstable-worker-options/);
  const { stdout: nothing } = await runScript(source, {
    env: { SIDELOOP_DENO_WORKER_OPTIONS: "1" },
  });
  assertEquals(nothing, "");
}, { skip: DENO_ONLY });

test("permissions: the user is not asked whether the command line may be read", async () => {
  const { code, stdout } = await runScript(
    `
    import { newEventLoop } from "sideloop";
    Deno.readTextFileSync = (path) => console.log("read", path);
    try {
      newEventLoop({ permissions: "none" });
    } catch (error) {
      console.log(error.name);
    }
  `,
    { runtimeArgs: [FLAG, "--deny-read"] },
  );
  assertEquals([code, stdout], [0, "TypeError\n"]);
}, { skip: DENO_ONLY });
