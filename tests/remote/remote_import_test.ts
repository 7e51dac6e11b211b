import { assertEquals, assertMatch } from "@std/assert";
import { test } from "../_harness/test.ts";
import type { CommandResult } from "../_harness/run_command.ts";
import { DenoProject } from "./deno_project.ts";
import { type LibraryServer, serveLibrary } from "./serve_library.ts";

/** A program whose coroutine is in its own file; `body` is its main part. */
function program(body: string): string {
  return `
    import * as sideloop from "sideloop";
    const { coroutine, isMainThread, newEventLoop, runCoroutineThreadsafe } = sideloop;

    export const shout = coroutine(import.meta, "shout", (text: string) => text.toUpperCase());
    export const fails = coroutine(import.meta, "fails", (text: string): never => {
      throw new RangeError(text);
    });
    const submit = (work: never) => runCoroutineThreadsafe(work, loop);
    let loop: any;
    if (isMainThread) {
      loop = newEventLoop().start();
      ${body}
      loop.stop();
      await loop.join();
    }
  `;
}

interface Setting {
  readonly server: LibraryServer;
  /** Makes a project with that main program. */
  make(main: string, imports?: LibraryServer["imports"]): DenoProject;
}

function remoteTest(name: string, body: (setting: Setting) => Promise<void>): void {
  test(`remote import: ${name}`, async () => {
    const server = await serveLibrary();
    const projects: DenoProject[] = [];
    try {
      await body({
        server,
        make: (main, imports = server.imports) => {
          const project = new DenoProject(imports, { "main.ts": main });
          projects.push(project);
          return project;
        },
      });
    } finally {
      await server.close();
      for (const project of projects) project.remove();
    }
  });
}

/** Runs it with that and no other permission, and gives the lines it has printed. */
async function run(project: DenoProject, ...flags: readonly string[]): Promise<string[]> {
  const { code, stdout, stderr } = await runWith(project, ...flags);
  assertEquals([code, stderr], [0, ""]);
  return stdout.trimEnd().split("\n");
}

function runWith(project: DenoProject, ...flags: readonly string[]): Promise<CommandResult> {
  return project.deno("run", "--quiet", "--no-prompt", ...flags, "main.ts");
}

remoteTest("a loop is blocked on, awaited and stopped", async ({ server, make }) => {
  const project = make(program(`
    console.log(submit(shout("blocked")).result());
    console.log(await submit(shout("awaited")));
    const { name, message } = submit(fails("too far")).exception();
    console.log(name, message);
    loop.stop();
    await loop.join();
    console.log(loop.state);
  `));
  const flags = [`--allow-import=${server.host}`, "--allow-read=main.ts"];
  const lines = await run(project, ...flags);
  assertEquals(lines, ["BLOCKED", "AWAITED", "RangeError too far", "closed"]);
});

remoteTest("work of remote modules needs no file", async ({ server, make }) => {
  const project = make(`
    import { AsyncService, newEventLoop, runCoroutineThreadsafe, toThread } from "sideloop";
    import { type Counter, threadName, wordCount } from "${server.origin}/fixtures/counts.ts";

    const loop = newEventLoop({ name: "Remote" }).start();
    console.log(runCoroutineThreadsafe(wordCount("to be or not to be"), loop).result());
    console.log(await runCoroutineThreadsafe(threadName(), loop));
    console.log(await toThread(wordCount("to be")));
    const url = "${server.origin}/fixtures/counts.ts";
    const service = new AsyncService<Counter>(url, "Counter").start();
    console.log(service.callSync("add", 2), await service.call("add", 3));
    await service.stop();
    loop.stop();
    loop.joinSync();
  `);
  const lines = await run(project, `--allow-import=${server.host}`);
  assertEquals(lines, ["6", "Remote", "2", "2 5"]);
});

remoteTest("the main program may be remote itself", async ({ server, make }) => {
  const project = make("");
  const flags = ["--quiet", "--no-prompt", "-c", "deno.json", `--allow-import=${server.host}`];
  const outcome = await project.deno("run", ...flags, `${server.origin}/fixtures/main.ts`);
  assertEquals(outcome, { code: 0, stdout: "4\n", stderr: "" });
});

remoteTest("a module that only the loop imports loads while it is awaited", async (setting) => {
  const { server, make } = setting;
  const project = make(program(`
    const url = "${server.origin}/fixtures/doubles.ts";
    const { double } = sideloop.coroutines(url) as any;
    console.log(await submit(double(21)));
  `));
  const flags = [`--allow-import=${server.host}`, "--allow-read=main.ts"];
  assertEquals(await run(project, ...flags), ["42"]);
});

remoteTest("deno cache fetches all that a loop needs", async ({ server, make }) => {
  const project = make(program(`console.log(submit(shout("cached")).result());`));
  const cached = await project.deno("cache", "--quiet", `--allow-import=${server.host}`, "main.ts");
  assertEquals(cached, { code: 0, stdout: "", stderr: "" });
  const before = server.requests.length;
  const flags = ["--cached-only", `--allow-import=${server.host}`, "--allow-read=main.ts"];
  assertEquals(await run(project, ...flags), ["CACHED"]);
  assertEquals(server.requests.slice(before), []);
});

remoteTest("a loop may have permissions of its own", async ({ server, make }) => {
  const project = make(program(`
    const strict = newEventLoop({ permissions: "none" }).start();
    const twice = sideloop.inline((n: number) => n * 2, 21);
    console.log(runCoroutineThreadsafe(twice, strict).result());
    strict.stop();
    await strict.join();
  `));
  const flags = ["--unstable-worker-options", "--allow-env=SIDELOOP_DENO_WORKER_OPTIONS"];
  Object.assign(project.env, { SIDELOOP_DENO_WORKER_OPTIONS: "1" });
  const lines = await run(project, ...flags, `--allow-import=${server.host}`);
  assertEquals(lines, ["42"]);
});

remoteTest("without --allow-read a local coroutine's error names it", async (setting) => {
  const { server, make } = setting;
  const project = make(program(`
    const { name, message } = submit(shout("denied")).exception();
    console.log(name, message);
  `));
  const lines = await run(project, `--allow-import=${server.host}`);
  assertMatch(lines.join(), /^CoroutineLoadError Cannot load coroutine shout .*--allow-read/);
});

remoteTest("without --allow-import a remote coroutine's error names it", async (setting) => {
  const { server, make } = setting;
  const project = make(program(`
    const { double } = sideloop.coroutines("https://127.0.0.1:9/doubles.ts") as any;
    const { name, message } = await submit(double(1)).then(() => {}, (error) => error);
    console.log(name, message);
  `));
  const lines = await run(project, `--allow-import=${server.host}`, "--allow-read=main.ts");
  assertMatch(lines.join(), /^CoroutineLoadError Cannot load coroutine double .*--allow-import/);
});

/** What Deno asks in place of JSR. */
function fromRegistry({ server, make }: Setting, main: string): DenoProject {
  const project = make(main, server.jsrImports);
  project.env.JSR_URL = `${server.origin}/`;
  return project;
}

remoteTest("from a registry like JSR a loop is blocked on and awaited", async (setting) => {
  const { server } = setting;
  const project = fromRegistry(
    setting,
    program(`
      console.log(submit(shout("blocked")).result());
      console.log(await submit(shout("awaited")));
    `),
  );
  const flags = [`--allow-import=${server.host}`, "--allow-read=main.ts"];
  assertEquals(await run(project, ...flags), ["BLOCKED", "AWAITED"]);
  assertEquals(server.requests.includes("/@sideloop/sideloop/meta.json"), true);
});

remoteTest("from JSR, modules of other hosts are refused by Deno, in words", async (setting) => {
  const project = fromRegistry(
    setting,
    program(`
      const { double } = sideloop.coroutines("https://127.0.0.1:9/doubles.ts") as any;
      const { name, message } = await submit(double(1)).then(() => {}, (error) => error);
      console.log(name, message);
    `),
  );
  const lines = await run(project, "--allow-import", "--allow-read=main.ts");
  assertMatch(lines.join(), /^CoroutineLoadError .*JSR packages cannot import non-JSR/);
});
